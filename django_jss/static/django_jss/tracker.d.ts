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
  /** Whether the server has counted the page being shown. */
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
  /** Name of the parameter in which the address holds what was looked for; replacing the address is no search. */
  searchParameter?: string;
  /** Nothing is sent, nor stored in the browser, before `consent(true)`. */
  requireConsent?: boolean;
  /** What the visitor chose before; left out, the server is asked where nothing may be sent without a consent. */
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
  /** A page view; the page's GUID may be told at any moment about a change of the address, which is the same view. */
  page(pageId?: string, url?: string): void;
  event(eventId: string, data?: CustomData): void;
  goal(goalId: string, data?: CustomData): void;
  outcome(outcomeId: string, data?: CustomData & { monetaryValue?: number | string; currencyCode?: string }): void;
  campaign(campaignId: string, data?: CustomData): void;
  search(text: string, results?: number): void;
  download(url: string): void;
  error(text: unknown, data?: CustomData): void;
  /** A refusal holds at once; rejected if the server cannot be told. */
  consent(isGiven: boolean): Promise<ConsentState>;
  /** Sends at once what waits. */
  flush(): Promise<void>;
}

declare global {
  var jssTracker: Tracker;
}
