import type { Tracker } from "./tracker.js";

export type * from "./tracker.js";
export const tracker: Tracker;
export default tracker;
