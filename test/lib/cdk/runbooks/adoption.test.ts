import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alarmPatterns, groupedMatches, matchesOf, stateChange } from '#cdk/runbooks/adoption';

describe('the alarms that start a runbook', () => {
  test('are matched by names and prefixes in one list', () => {
    expect(stateChange('ALARM', matchesOf('r', { names: ['a', 'b'], prefixes: ['web-'] })).detail).toEqual({
      state: { value: ['ALARM'] },
      alarmName: ['a', 'b', { prefix: 'web-' }],
    });
  });

  test('are matched by a tag only together with a pattern of names', () => {
    expect(matchesOf('r', { names: [], prefixes: [], taggedWithin: 'shop-*' })).toEqual([
      { alarmName: [{ wildcard: 'shop-*' }], alarmTags: { 'nightshift:runbook': ['r'] } },
    ]);
  });

  test('are matched by either way where both are given', () => {
    const { detail } = stateChange(
      'ALARM',
      matchesOf('r', { names: ['a'], prefixes: [], taggedWithin: 'b-*' }),
    );
    expect(detail).toEqual({
      state: { value: ['ALARM'] },
      $or: [
        { alarmName: ['a'] },
        { alarmName: [{ wildcard: 'b-*' }], alarmTags: { 'nightshift:runbook': ['r'] } },
      ],
    });
  });
});

describe("a rule's pattern", () => {
  const adopts = { names: ['web-catalog', 'web-cpu-by-service'], prefixes: [] };
  const patterns = [...alarmPatterns({ id: 'r', adopts }), stateChange('OK', matchesOf('r', adopts))];

  test.each(['contributor', 'configuration-change'])('does not match the event %s', async (name) => {
    const file = new URL(`../../cli/rehearse/events/${name}.json`, import.meta.url);
    const event = JSON.parse(await readFile(file, 'utf8'));
    expect(adopts.names).toContain(event.detail.alarmName);
    // Only the kind of event tells it from a state change.
    for (const { source, detailType } of patterns) {
      expect(source).toContain(event.source);
      expect(detailType).not.toContain(event['detail-type']);
      expect(detailType.every((type) => typeof type === 'string')).toBe(true);
    }
  });
});

describe('the event patterns that start a runbook', () => {
  const named = (count: number) => ({
    id: 'many-alarms',
    adopts: {
      names: Array.from({ length: count }, (_, index) => `checkout-api-target-${index}-errors`),
      prefixes: ['web-'],
      taggedWithin: 'shop-*',
    },
  });

  test('are one, as long as EventBridge takes it', () => {
    expect(alarmPatterns(named(40))).toEqual([
      stateChange('ALARM', matchesOf('many-alarms', named(40).adopts)),
    ]);
  });

  test('are several that match the same alarms where one would be too long', () => {
    const { adopts } = named(200);
    const patterns = alarmPatterns(named(200));
    expect(patterns.length).toBeGreaterThan(1);
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
    const text = JSON.stringify(patterns);
    for (const name of [...adopts.names, 'web-', 'shop-*']) expect(text).toContain(`"${name}"`);
  });
});

describe('the alarms whose recovery is awaited', () => {
  const adoptions = fc.array(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 41 }),
      adopts: fc.record(
        {
          names: fc.array(fc.string({ minLength: 1, maxLength: 255 })),
          prefixes: fc.array(fc.string({ minLength: 1, maxLength: 255 })),
          taggedWithin: fc.string({ minLength: 1, maxLength: 255 }),
        },
        { requiredKeys: ['names', 'prefixes'] },
      ),
    }),
  );

  test('are spread over rules, each of which fits into an event pattern', () => {
    fc.assert(
      fc.property(adoptions, (all) => {
        for (const matches of groupedMatches(all)) {
          expect(JSON.stringify(stateChange('OK', matches)).length).toBeLessThanOrEqual(2_048);
        }
      }),
    );
  });

  test('are all in some rule', () => {
    fc.assert(
      fc.property(adoptions, (all) => {
        const written = groupedMatches(all).flat();
        const found = written.filter(({ alarmTags }) => !alarmTags).flatMap(({ alarmName }) => alarmName);
        expect(found).toEqual(
          all.flatMap(({ adopts }) => [...adopts.names, ...adopts.prefixes.map((prefix) => ({ prefix }))]),
        );
        expect(written.filter(({ alarmTags }) => alarmTags)).toHaveLength(
          all.filter(({ adopts }) => adopts.taggedWithin).length,
        );
      }),
    );
  });
});
