import { DeployedGuards, fillIn, guards, refusal } from '#core/guards/derived';

const calendars = ['arn:aws:ssm:eu-central-1:111122223333:document/freeze'];

describe('the list of guards', () => {
  test('gives each a place of its own', () => {
    expect(new Set(guards.map(({ place }) => place)).size).toBe(guards.length);
  });

  test('fills in what may be deployed', () => {
    const filled = fillIn({}, {});
    expect(DeployedGuards.parse(filled)).toEqual(filled);
    expect(filled.testPages).toEqual({ withinSeconds: 30 * 86_400 });
  });

  test('asks nobody for test pages in a rehearsal without an environment', () => {
    expect(fillIn({}, undefined)).not.toHaveProperty('testPages');
  });
});

describe('a drill that has to prove a runbook', () => {
  const within = (seconds: number) => ({ requireDrill: { within: { seconds } } });

  test('is asked for by the runbook, its environment, or both: then the shorter time counts', () => {
    expect(fillIn(within(30), {}).requireDrill).toEqual({ withinSeconds: 30 });
    expect(fillIn({}, within(90)).requireDrill).toEqual({ withinSeconds: 90 });
    expect(fillIn(within(30), within(90)).requireDrill).toEqual({ withinSeconds: 30 });
    expect(fillIn(within(90), within(30)).requireDrill).toEqual({ withinSeconds: 30 });
  });

  test('is no part of a rehearsal, nor of the version', () => {
    expect(fillIn(within(30), undefined)).not.toHaveProperty('requireDrill');
  });
});

describe('a change freeze', () => {
  const frozen = fillIn({}, { changeCalendars: calendars });

  test('that nobody has read counts as closed', () => {
    expect(refusal('always', frozen, { answers: {} })).toMatchObject({ code: 'calendar-unreadable' });
  });

  test('holds in a state that nobody knows', () => {
    const answers = { calendars: { state: 'AJAR', until: '' } };
    expect(refusal('always', frozen, { answers })).toMatchObject({
      code: 'calendar-closed',
      facts: { calendars: 'freeze', state: 'AJAR' },
    });
  });

  test('is none where every calendar is open', () => {
    const answers = { calendars: { state: 'OPEN', until: '' } };
    expect(refusal('always', frozen, { answers })).toBeUndefined();
  });
});
