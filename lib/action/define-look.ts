/** Settings of an SDK client: region, attempts and other constructor options. */
export interface ClientSettings {
  readonly region?: string;
  readonly maxAttempts?: number;
}

/**
 * An action's check of a target, in its folder's `look.ts`. `nightshift doctor` runs it with the caller's credentials to see
 * whether a runbook's targets exist. It only reads, and is not deployed.
 */
export interface Look<Parameters extends object, Client> {
  readonly client: (settings: ClientSettings) => Client;
  /** IAM names of its calls, which the action's permissions include. */
  readonly reads: readonly string[];
  /** Why the action could never act on these parameters: the target does not exist, or is of another kind. */
  readonly trouble: (parameters: Parameters, client: Client) => Promise<string | undefined>;
}

/** Declares a look. The identity function: it only fixes the types. */
export const defineLook = <Parameters extends object, Client>(
  look: Look<Parameters, Client>,
): Look<Parameters, Client> => look;
