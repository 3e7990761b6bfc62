/** What the sandbox and a task's process say to each other. */

/** To the task: how to break. A restart heals all of these, since they live in the process. */
export type Fault =
  /** The event loop stands still: connections are accepted and never answered. */
  | { readonly fault: 'hang' }
  /** Every request is answered 500 for a while. */
  | { readonly fault: 'fail'; readonly milliseconds: number }
  /** Writes are refused; everything else works. */
  | { readonly fault: 'refuse-writes' }
  /** The database of the recommendations is slow: a page that shows them takes so long. Mended with 0. */
  | { readonly fault: 'slow-recommendations'; readonly milliseconds: number };

/** From the task, once it listens. */
export interface Listening {
  readonly port: number;
}

/** A service's configuration file, read when a task starts and at every request. What is wrong in it outlives restarts. */
export interface Configuration {
  /** The task ends as soon as it has started. */
  readonly startup?: 'crash';
  /** Half a template was released: no page can be rendered. */
  readonly template?: 'half';
  /** Feature flags, as AppConfig's agent has them. */
  readonly flags?: Readonly<Record<string, boolean>>;
}

/** Environment variables of a task's process. */
export const taskVariables = {
  service: 'DEMO_SERVICE',
  configuration: 'DEMO_CONFIGURATION',
  /** Set for services that read carts. */
  redisPort: 'DEMO_REDIS_PORT',
  /** Set for services that work on one request after another: how long on each, in milliseconds. */
  work: 'DEMO_WORK_MILLISECONDS',
} as const;
