import { AsyncLocalStorage } from 'node:async_hooks';

const working = new AsyncLocalStorage<string>();

/** Does work for an incident: each AWS call in it, by clients made with `withUserAgent`, names the incident in its user agent. */
export const onBehalfOf = <T>(incident: string, work: () => T): T => working.run(incident, work);

/** What the SDK's middleware hands on from one to the next, as far as it is used here. */
interface Context {
  userAgent?: [name: string, version?: string][];
}

type Handler = (args: never) => Promise<never>;

/** A client's stack of middleware; the SDK's own type has an overload for each step, and differs from client to client. */
interface Stack {
  add(
    middleware: (next: Handler, context: Context) => Handler,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void;
}

/**
 * An SDK client whose calls carry `nightshift/<incident>` in their user agent, which CloudTrail keeps: "who did this?" is
 * then a search for the incident's id. It is read at each call, because clients outlive an invocation.
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
