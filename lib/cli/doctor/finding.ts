import { errorText } from '#core/text';

/**
 * - `problem`: something will not work when an alarm fires
 * - `unchecked`: not known, since AWS did not answer
 * - `warning`: it works, but may not do what you expect
 * - `note`: for information
 */
export const severities = ['problem', 'unchecked', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  readonly severity: Severity;
  /** Name of the check that found it. */
  readonly check: string;
  /** What it is about: a runbook, an alarm, a role. */
  readonly about: string;
  /** What was found, a sentence. */
  readonly found: string;
  /** What to do about it. @default - nothing to do */
  readonly fix?: string;
}

/** What a check finds; the caller adds the check's name. */
export type Found = Omit<Finding, 'check'>;

export const problem = (about: string, found: string, fix: string): Found => ({
  severity: 'problem',
  about,
  found,
  fix,
});
export const warning = (about: string, found: string, fix: string): Found => ({
  severity: 'warning',
  about,
  found,
  fix,
});
export const remark = (about: string, found: string): Found => ({ severity: 'note', about, found });

/**
 * Looks at one thing. A read that AWS refuses or does not know becomes its own finding and does not stop the others.
 * @param needs the permissions that the read takes, by IAM's names
 */
export async function looked(
  about: string,
  needs: readonly string[],
  look: () => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  try {
    return await look();
  } catch (error) {
    return [unchecked(about, needs, error)];
  }
}

const isDenied = (error: unknown): boolean =>
  /AccessDenied|Unauthorized|NotAuthorized|AuthorizationError/.test((error as Error)?.name ?? '');

/** What an endpoint that is not AWS can't answer reliably. */
export const unbelieved = (about: string, found: string): Found => ({
  severity: 'unchecked',
  about,
  found: `Could not be checked: ${found}.`,
  fix: 'Run it in a real account: the endpoint in AWS_ENDPOINT_URL does not answer this as AWS does.',
});

/** What could not be looked at, and what would help. */
export function unchecked(about: string, needs: readonly string[], error: unknown): Found {
  const calls = needs.join(', ');
  return isDenied(error)
    ? {
        severity: 'unchecked',
        about,
        found: `Could not be checked: it takes the permission ${calls}, which AWS denies (${errorText(error)}).`,
        fix: 'Grant it to the role that runs this; nightshift doctor --permissions prints all that it needs.',
      }
    : {
        severity: 'unchecked',
        about,
        found: `Could not be checked: ${calls} failed (${errorText(error)}).`,
        fix: 'Run it again. An emulator may not know the call; then it can only be checked in a real account.',
      };
}

/** How many reads of one kind are under way at once: enough to be quick, few enough not to be throttled. */
const atOnce = 8;

/** Does something for each, several at once, and joins the results in order. */
export async function forEach<One, Result>(
  these: readonly One[],
  work: (one: One) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: (readonly Result[])[] = [];
  const left = [...these.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.flat();
}
