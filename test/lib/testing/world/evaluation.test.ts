import { type AlarmState, evaluate, evaluationRange, type Point } from '#testing/world/cloudwatch/evaluation';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** `X` breaches, `0` does not, `-` is missing; oldest first, as the documentation writes it. */
const pointsOf = (row: string): Point[] =>
  row.split(' ').map((sign) => (sign === 'X' ? 'breaching' : sign === '0' ? 'fine' : undefined));

/** What each treatment makes of a row; `retain` is the state that it was in. */
const judged = (row: string, m: number, current: AlarmState) =>
  treatments.map((missingData) =>
    evaluate(pointsOf(row), { evaluationPeriods: 3, datapointsToAlarm: m, missingData }, current),
  );

// The tables of "Configuring how CloudWatch alarms treat missing data": three periods, an evaluation range of five.
describe.each(['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)('an alarm that is in %s', (retain) => {
  test.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', retain, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', retain, 'ALARM', 'OK']],
  ])('with 3 datapoints to alarm, at %s', (row, expected) => {
    expect(judged(row, 3, retain)).toEqual(expected);
  });

  test.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', retain, 'ALARM', 'OK']],
  ])('with 2 datapoints to alarm, at %s', (row, expected) => {
    expect(judged(row, 2, retain)).toEqual(expected);
  });

  test('does not cry out at the first bad datapoint after a silence', () => {
    expect(judged('- - - - X', 3, retain)[0]).toBe(retain);
    expect(judged('- - - X -', 3, retain)[0]).toBe(retain);
  });
});

test('two more periods are looked at than are evaluated', () => {
  expect(evaluationRange({ evaluationPeriods: 3, datapointsToAlarm: 2, missingData: 'missing' })).toBe(5);
});
