import type { Refusal } from '#core/action/action-handler';
import { because, type Reason, type Reasons, reasonText } from '#core/reasons/reason';
import { errorText } from '#core/text';
import type { AwsCommand, Send } from './calls.ts';
import { type Call, type KitAction, serviceOf } from './define.ts';
import { isDefiniteNo } from './definite-no.ts';
import { refusalFor } from './reasons.ts';

/** Clients by service, e.g. `rds`. */
export type Clients = Readonly<Record<string, { send: (command: never) => Promise<unknown> }>>;

/** An action tried a call that it has not declared, for which its role has no grant. Nothing was sent. */
class UndeclaredCall extends Error {
  override readonly name = 'UndeclaredCall';
}

/** An action's clients. They send only the calls that it has declared, in tests too. */
export function guarded(
  { id, service }: Pick<KitAction, 'id' | 'service'>,
  declared: readonly Call<never>[],
  clients: Clients,
): Send {
  const known = new Map(
    declared.map((call) => {
      const [its, command] = serviceOf(call, service);
      return [`${command}Command`, its];
    }),
  );
  return async <Output>(command: AwsCommand<Output>) => {
    const { name } = command.constructor;
    const client = clients[known.get(name) ?? ''];
    if (!client) throw new UndeclaredCall(`${id} has not declared the call ${name.replace(/Command$/, '')}`);
    return (await client.send(command as never)) as Output;
  };
}

/** Sends changing calls, checks the clock before each, and knows afterwards whether any may have taken effect. */
export class Changes {
  readonly #send: Send;
  readonly #tooLate: () => Reason | undefined;
  /** Calls that were accepted, got no answer, or are still under way. */
  #effects = 0;
  #late: Reason | undefined;

  constructor(send: Send, tooLate: () => Reason | undefined) {
    this.#send = send;
    this.#tooLate = tooLate;
  }

  readonly send: Send = async (command) => {
    this.#late = this.#tooLate();
    if (this.#late) throw new Error(reasonText(this.#late));
    this.#effects++;
    try {
      return await this.#send(command);
    } catch (error) {
      if (isDefiniteNo(error) || error instanceof UndeclaredCall) this.#effects--;
      throw error;
    }
  };

  /**
   * Turns an error thrown by `change` into a refusal, if nothing can have taken effect.
   * @throws Error if something may have
   */
  refusalFor(error: unknown, reasons: Reasons): Refusal {
    // A new error, so that it is not taken for a definite no: something may have changed.
    if (this.#effects > 0) throw new Error(errorText(error));
    return refusalFor(this.#late ?? because('refused-by-aws', { error: errorText(error) }), reasons);
  }
}
