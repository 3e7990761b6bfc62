import { AsyncLocalStorage } from 'node:async_hooks';

const working = new AsyncLocalStorage<string>();

/** Does work for an incident: calls of clients made with `withUserAgent` then name the incident in their user agent. */
export const onBehalfOf = <T>(incident: string, work: () => T): T => working.run(incident, work);

/** The part of the SDK middleware's context that is used here. */
interface Context {
  userAgent?: [name: string, version?: string][];
}

type Handler = (args: never) => Promise<never>;

/** A client's middleware stack. The SDK's own type has an overload for each step, and differs from client to client. */
interface Stack {
  add(
    middleware: (next: Handler, context: Context) => Handler,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void;
}

/**
 * An SDK client whose calls carry `nightshift/<incident>` in their user agent, which CloudTrail records. To find out who did
 * something, search for the incident's id. The incident is read at each call, because clients outlive an invocation.
 */
export function withUserAgent<Client extends { readonly middlewareStack: object }>(client: Client): Client {
  (client.middlewareStack as Stack).add(
    (next, context) => (args) => {
      const incident = working.getStore();
      if (incident) context.userAgent = [...(context.userAgent ?? []), ['nightshift', incident]];
      return next(args);
    },
    { step: 'initialize', name: 'nightshiftIncident' },
  );
  return client;
}
