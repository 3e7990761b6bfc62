import type { IncidentView } from '#verification/sandbox/incidents';
import { drawPhone } from '#verification/sandbox/report/phone';
import { failureLines, incidentLines, jsonLine, summaryTable } from '#verification/sandbox/report/summary';
import { wrap } from '#verification/sandbox/report/terminal';

const result = {
  name: 'hung-tasks',
  runbook: 'web-service-hung',
  verdict: 'healed',
  healedBy: 'restart-ecs-tasks',
  actions: 1,
  pages: 0,
  alarmToFirstActionMs: 1136,
  alarmToVerdictMs: 10_330,
  ok: true,
};

describe('the summary', () => {
  it('shows one row a scenario', () => {
    const [, row] = summaryTable([result]);
    expect(row?.split(/\s+/).slice(1)).toEqual([
      'hung-tasks',
      'healed',
      'restart-ecs-tasks',
      '1',
      '0',
      '1.1',
      's',
      '10.3',
      's',
      'ok',
    ]);
  });

  it('says what was expected and what was there instead', () => {
    const failures = [{ what: 'Redis holds no cart any more', ok: false, saw: '200' }];
    expect(failureLines('poisoned-cache', failures)).toEqual([
      '  ✗ poisoned-cache: expected that Redis holds no cart any more; saw: 200',
    ]);
  });

  it('says of a scenario that failed what became of its incidents, and why', () => {
    const incident = {
      id: '20261129-1246-5d1c',
      alarm: { name: 'nightshift-sandbox-synthetic' },
      verdict: 'escalated',
      summary: 'The only step was not done, because its page deadline is too near.',
    };
    const attempt = {
      step: 1,
      state: 'refused',
      summary: 'not acting because its page deadline is too near',
    };
    const view = { incident, attempts: [attempt], timeline: [] } as unknown as IncidentView;
    const open = {
      incident: { ...incident, verdict: undefined, summary: undefined },
      attempts: [],
      timeline: [],
    };
    expect(incidentLines([view, open as unknown as IncidentView])).toEqual([
      '    20261129-1246-5d1c, nightshift-sandbox-synthetic: escalated: The only step was not done, because its page deadline is too near.',
      '      step 1 refused: not acting because its page deadline is too near',
      '    20261129-1246-5d1c, nightshift-sandbox-synthetic: no verdict: no summary',
    ]);
  });

  it('is one line of JSON for programs, in seconds and milliseconds', () => {
    expect(JSON.parse(jsonLine('MiniStack 1.5.33', 12.34, 131.06, 1.5, [result]))).toEqual({
      emulator: 'MiniStack 1.5.33',
      deploySeconds: 12.3,
      totalSeconds: 131.1,
      slowness: 1.5,
      scenarios: [result],
    });
  });
});

describe('a page on a phone', () => {
  const message = {
    phone: 'phone-pager' as const,
    subject: 'Nightshift: web-storefront-errors needs a person',
    body: 'web-storefront-errors went to ALARM at 03:15 UTC, 1 fix tried. Please take over.\n\nWhy you were paged: it did not help.',
    deduplicationKey: 'nightshift/sandbox/1',
    at: Date.parse('2026-11-23T03:20:00Z'),
  };

  it('shows its first line on the lock screen, and the rest only when opened', () => {
    expect(drawPhone(message, false).join('\n')).toContain('web-storefront-errors went to ALARM at');
    expect(drawPhone(message, false).join('\n')).not.toContain('Why you were paged');
    expect(drawPhone(message, true).join('\n')).toContain('Why you were paged');
  });

  it('has straight edges', () => {
    expect(new Set(drawPhone(message, true).map((line) => line.length)).size).toBe(1);
  });
});

describe('wrapping', () => {
  it('breaks between words, and inside a word only where it is too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('a\n\nb', 4)).toEqual(['a', '', 'b']);
  });
});
