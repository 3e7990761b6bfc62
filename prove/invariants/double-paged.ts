import type { Facts } from '../facts.ts';

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
    if (copies.length > 1)
      violations.push(`Incident ${id} was paged ${copies.length} times, and nothing had failed.`);
    if (verdict && verdict !== 'escalated')
      violations.push(`Incident ${id} ended as ${verdict}, and was paged.`);
    return violations;
  });
}
