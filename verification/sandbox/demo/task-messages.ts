/** Messages between the sandbox and a task's process. */

/** To the task: how to break. A restart heals all of these, since they live in the process. */
export type Fault =
  /** The event loop hangs: connections are accepted and never answered. */
  | { readonly fault: 'hang' }
  /** Every request is answered 500 for a while. */
  | { readonly fault: 'fail'; readonly milliseconds: number }
  /** Writes are refused; everything else works. */
  | { readonly fault: 'refuse-writes' }
  /** The recommendations' database is slow: a page that shows them takes this long. 0 ends it. */
  | { readonly fault: 'slow-recommendations'; readonly milliseconds: number };

/** From the task, once it listens. */
export interface Listening {
  readonly port: number;
}

/** A service's configuration file, read when a task starts and at every request. Faults in it survive restarts. */
export interface Configuration {
  /** The task exits as soon as it starts. */
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
  /** Set for services that handle one request at a time: how long each takes, in milliseconds. */
  work: 'DEMO_WORK_MILLISECONDS',
} as const;
