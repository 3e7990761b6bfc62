import type { Copy, Facts } from '../facts.ts';

/**
 * The deadline may only be taken back once a road has accepted the page. Where that happens within so many seconds of the
 * deadline itself, it can fire in between, above all with slow calls.
 */
const takingBackSeconds = 10;

/** One key for all copies of an incident's page; and where nothing failed, one copy where a person is needed, else none. */
export function doublePaged({ pages, records, faulted }: Facts): string[] {
  const incidents = [...new Set(pages.map(({ incident }) => incident))];
  return incidents.flatMap((id) => {
    const copies = pages.filter(({ incident }) => incident === id);
    const keys = [...new Set(copies.map(({ key }) => key))];
    const violations =
      keys.length > 1 ? [`Incident ${id} was paged under ${keys.length} keys: ${keys.join(' and ')}.`] : [];
    if (faulted) return violations;
    const verdict = records.get(id)?.incident?.verdict;
    if (withoutCrossing(copies).length > 1)
      violations.push(`Incident ${id} was paged ${copies.length} times, and nothing had failed.`);
    if (verdict && verdict !== 'escalated')
      violations.push(`Incident ${id} ended as ${verdict}, and was paged.`);
    return violations;
  });
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
