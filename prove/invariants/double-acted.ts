import type { Deed, Facts } from '../facts.ts';

/** No attempt's changing call is sent twice, and no target is acted on by two incidents at a time. */
export const doubleActed = (facts: Facts): string[] => [...sentTwice(facts), ...atOnce(facts)];

function sentTwice({ deeds }: Facts): string[] {
  const attempts = Map.groupBy(deeds, ({ incident, step }) => `step ${step} of incident ${incident}`);
  return [...attempts].flatMap(([attempt, sent]) => {
    const invocations = new Set(sent.map(({ invocation }) => invocation));
    if (invocations.size > 1) return [`${invocations.size} invocations acted for ${attempt}.`];
    const calls = sent.map(({ call }) => `${call.command} ${JSON.stringify(call.input)}`);
    return new Set(calls).size < calls.length ? [`One call was sent twice for ${attempt}.`] : [];
  });
}

interface Span {
  readonly incident: string;
  readonly target: string;
  readonly from: number;
  readonly to: number;
}

function atOnce(facts: Facts): string[] {
  const spans = spansOf(facts);
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter(
        (other) =>
          other.target === one.target &&
          other.incident !== one.incident &&
          one.from < other.to &&
          other.from < one.to,
      )
      .map(
        (other) => `${one.target} was acted on by incidents ${one.incident} and ${other.incident} at once.`,
      ),
  );
}

/**
 * From an incident's first call on a target until its last one or, if that is later, its verdict. One whose lock was taken
 * away can't keep others off any more; it only must not act again itself.
 */
function spansOf({ deeds, records, lockLostAt = Number.POSITIVE_INFINITY }: Facts): Span[] {
  const byTarget = new Map<string, Deed[]>();
  for (const deed of deeds) {
    const plan = records.get(deed.incident)?.incident?.plan ?? [];
    for (const target of plan[deed.step - 1]?.targets ?? []) {
      const key = `${deed.incident} ${target}`;
      byTarget.set(key, [...(byTarget.get(key) ?? []), deed]);
    }
  }
  return [...byTarget].map(([key, sent]) => {
    const [incident = '', target = ''] = key.split(' ');
    const times = sent.map(({ at }) => at);
    const verdictAt = Date.parse(records.get(incident)?.incident?.verdictAt ?? '1970-01-01');
    const to = Math.max(...times, Math.min(verdictAt, lockLostAt));
    return { incident, target, from: Math.min(...times), to };
  });
}
