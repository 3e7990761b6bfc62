import type { Attempt, Incident } from '../../lambdas/shared/records.ts';
import type { Copy, Facts } from '../facts.ts';

/**
 * The deadline may only be taken back once a road has accepted the page. Where that happens within so many seconds of the
 * deadline itself, it can fire in between, above all with slow calls.
 */
const takingBackSeconds = 10;

/** One key for all copies of an incident's page; and where nothing failed, one copy where a person is needed, else none. */
export function doublePaged(facts: Facts): string[] {
  const { pages, records, faulted } = facts;
  const incidents = [...new Set(pages.map(({ incident }) => incident))];
  const needless = faulted ? [] : [...listedTwice(facts), ...couldHaveHealed(facts)];
  const each = incidents.flatMap((id) => {
    const copies = pages.filter(({ incident }) => incident === id);
    const keys = [...new Set(copies.map(({ key }) => key))];
    const violations =
      keys.length > 1 ? [`Incident ${id} was paged under ${keys.length} keys: ${keys.join(' and ')}.`] : [];
    if (faulted) return violations;
    const incident = records.get(id)?.incident;
    const verdict = incident?.verdict;
    if (withoutCrossing(copies).length > 1)
      violations.push(`Incident ${id} was paged ${copies.length} times, and nothing had failed.`);
    if (verdict && verdict !== 'escalated' && !rangInTime(incident, copies, facts))
      violations.push(`Incident ${id} ended as ${verdict}, and was paged.`);
    return violations;
  });
  return [...each, ...needless];
}

/** Where calls are slow, a ladder can outlast its deadline, which then rings as it has to: the verdict came later. */
const rangInTime = (incident: Incident, copies: readonly Copy[], { story }: Facts): boolean =>
  story.jitter !== undefined &&
  (incident.verdictAt ?? '') > incident.pageBy &&
  copies.every(({ message }) => message.deduplicationKey === undefined);

/** The pages of a mass failure list each of its alarms once. */
function listedTwice({ stormPages, changes }: Facts): string[] {
  const lines = stormPages.flatMap(({ body }) => body.match(/^- .+ since \d\d:\d\d UTC/gm) ?? []);
  return [...new Set(lines)].flatMap((line) => {
    const count = lines.filter((other) => other === line).length;
    const fired = changes.filter(
      ({ name, state, at }) =>
        state === 'ALARM' && line === `- ${name} since ${at.toISOString().slice(11, 16)} UTC`,
    ).length;
    return count > fired ? [`Pages of a mass failure list "${line.slice(2)}" ${count} times.`] : [];
  });
}

/** Where nothing at all goes wrong or takes long, and one of the steps helps, nobody has to be asked. */
function couldHaveHealed({ story, records }: Facts): string[] {
  const [part, ...more] = story.parts;
  const isPlain =
    part &&
    more.length === 0 &&
    story.happenings.length === 0 &&
    !story.jitter &&
    !story.lag &&
    !part.given &&
    !part.again;
  if (!isPlain || part.healsAt === 0) return [];
  // A step that found nothing to do could not help: a cache that is flushed a second time.
  const isRefused = (attempts: readonly Attempt[]) =>
    attempts.some(({ step, state }) => step === part.healsAt && state === 'refused');
  return [...records.values()].flatMap(({ incident, attempts }) =>
    incident?.verdict === 'escalated' && incident.answer === 'act' && !isRefused(attempts)
      ? [`Incident ${incident.id} was paged, though its step ${part.healsAt} helps and nothing had failed.`]
      : [],
  );
}

/** The copies but for that of a deadline that crossed with another one. Only schedules set no key as an attribute. */
const withoutCrossing = (copies: readonly Copy[]): Copy[] =>
  copies.filter(({ message }) => {
    const isDeadline = message.deduplicationKey === undefined;
    const crossed = copies.some(
      (other) =>
        other.message !== message &&
        Math.abs(Date.parse(other.message.at) - Date.parse(message.at)) <= takingBackSeconds * 1000,
    );
    return !(isDeadline && crossed);
  });
