/** Settings of an SDK client: region, attempts, and whatever else its constructor takes. */
export interface ClientSettings {
  readonly region?: string;
  readonly maxAttempts?: number;
}

/**
 * An action's look at a target by the credentials of whoever asks, in its folder's `look.ts`: `nightshift doctor` asks whether
 * what a runbook names is there. It reads only, and is no part of what is deployed.
 */
export interface Look<Parameters extends object, Client> {
  readonly client: (settings: ClientSettings) => Client;
  /** IAM names of its calls, among those that the action's own permissions have. */
  readonly reads: readonly string[];
  /** Why the action could not act on what the parameters name, whatever the hour: it is not there, or of another kind. */
  readonly trouble: (parameters: Parameters, client: Client) => Promise<string | undefined>;
}

/** Declares a look. The identity function: it only fixes the types. */
export const defineLook = <Parameters extends object, Client>(
  look: Look<Parameters, Client>,
): Look<Parameters, Client> => look;
