/** Options of the tracker; all but `apiKey` may be left out. */
export interface TrackerOptions {
  /** Key of the API, a GUID. */
  apiKey: string;
  /** Origin of the server and a path before its services, such as `https://cms.example.com`; empty for this origin. */
  endpoint?: string;
  site?: string;
  language?: string;
  /** GUID of the page being shown. */
  pageId?: string;
  /** The server has counted the page being shown. */
  counted?: boolean;
  /** Whether changes of the address are page views; true if left out. */
  spa?: boolean;
  /** Whether links to files are downloads; true if left out. */
  downloads?: boolean;
  /** Alias of the event of a link to another host. */
  outbound?: string;
  /** Alias of the event of every quarter of the page that was scrolled to. */
  scroll?: string;
  /** Alias of the event of the seconds in which the visitor was active. */
  engaged?: string;
  /** Name of the parameter in which the address holds what was looked for. */
  searchParameter?: string;
  /** Nothing is sent before `consent(true)`. */
  requireConsent?: boolean;
  /** What the visitor chose before. */
  consent?: "given" | "refused" | "not_asked";
}

export type CustomData = Record<string, unknown>;

export interface ConsentState {
  consent: "given" | "refused" | "not_asked";
  isRequired: boolean;
  tracking: string;
}

export interface Tracker {
  start(options: TrackerOptions): void;
  page(pageId?: string, url?: string): void;
  event(eventId: string, data?: CustomData): void;
  goal(goalId: string, data?: CustomData): void;
  outcome(outcomeId: string, data?: CustomData & { monetaryValue?: number | string; currencyCode?: string }): void;
  campaign(campaignId: string, data?: CustomData): void;
  search(text: string, results?: number): void;
  download(url: string): void;
  error(text: unknown, data?: CustomData): void;
  consent(isGiven: boolean): Promise<ConsentState>;
  /** Sends at once what waits. */
  flush(): Promise<void>;
}

export const tracker: Tracker;
export default tracker;

declare global {
  var jssTracker: Tracker;
}
