// The tracker as an ES module.
import "./tracker.js";

export const tracker = globalThis.jssTracker;
export default tracker;
