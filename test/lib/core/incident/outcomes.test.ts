import { told } from '#core/incident/outcomes';
import { modes } from '#core/runbook/runbook';

const incident = (mode: (typeof modes)[number], pagesByItself: boolean) => ({
  mode,
  alarm: { arn: '', name: '', reason: '', pagesByItself },
});

test('an escalation pages in every mode, except where the watched alarm pages by itself', () => {
  for (const mode of modes) expect(told(incident(mode, false), 'escalated')).toBe('page');
  expect(told(incident('auto', true), 'escalated')).toBe('page');
  expect(told(incident('watch', true), 'escalated')).toBe('notice');
});

test('a healed incident is worth a notice, one that recovered by itself is worth nothing', () => {
  expect(told(incident('auto', false), 'healed')).toBe('notice');
  expect(told(incident('auto', false), 'self-recovered')).toBe('nobody');
});

test('whoever was asked for an approval hears that it recovered by itself', () => {
  const approvals = { 1: { would: 'Restart it.', askedAt: '2026-03-01T03:00:00.000Z' } };
  for (const mode of ['auto', 'approve'] as const) {
    expect(told({ ...incident(mode, false), approvals }, 'self-recovered')).toBe('notice');
    expect(
      told({ ...incident(mode, false), approvals: { 1: { would: 'Restart it.' } } }, 'self-recovered'),
    ).toBe('nobody');
  }
});

test('what was suppressed concerns nobody', () => {
  for (const mode of modes) expect(told(incident(mode, false), 'suppressed')).toBe('nobody');
});

test('what is part of a mass failure has no page of its own, unless a person took it over', () => {
  const massFailure = { id: '20260301-0300', since: '2026-03-01T03:00:00.000Z', pageEverySeconds: 300 };
  expect(told({ ...incident('auto', false), massFailure }, 'escalated')).toBe('mass failure page');
  expect(told({ ...incident('auto', false), massFailure, takenOver: 'a person' }, 'escalated')).toBe(
    'nobody',
  );
});

test('a watch always reports', () => {
  expect(told(incident('watch', false), 'self-recovered')).toBe('notice');
});
