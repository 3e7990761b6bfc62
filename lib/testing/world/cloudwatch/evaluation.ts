/** The settings by which CloudWatch evaluates an alarm. */
export interface Evaluation {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: 'missing' | 'breaching' | 'notBreaching' | 'ignore';
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One period: its value breached the threshold, or did not, or there was none. */
export type Point = 'breaching' | 'fine' | undefined;

/** "CloudWatch attempts to retrieve a higher number of data points": the documentation's examples take two more. */
export const evaluationRange = ({ evaluationPeriods }: Evaluation): number => evaluationPeriods + 2;

/**
 * The state of an alarm by its most recent periods, as CloudWatch documents it: M out of the last N real datapoints if the
 * evaluation range has that many; otherwise, missing ones are filled in as the alarm says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param points the periods of the evaluation range, oldest first
 */
export function evaluate(points: readonly Point[], alarm: Evaluation, current: AlarmState): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = alarm;
  const real = points.filter((point) => point !== undefined);
  const breaching = (among: readonly Point[]) => among.filter((point) => point === 'breaching').length;
  if (real.length >= n) return breaching(real.slice(-n)) >= m ? 'ALARM' : 'OK';
  if (breaching(real) >= m) return 'ALARM';
  const filled = n - real.length;
  switch (missingData) {
    case 'breaching':
      return breaching(real) + filled >= m ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return real.includes('fine') ? 'OK' : current;
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return real.includes('fine') ? 'OK' : oldEnough(points, m) ? 'ALARM' : current;
  }
}

/** If all known datapoints breach: whether the oldest is at least M periods old, which guards against false alarms. */
const oldEnough = (points: readonly Point[], m: number): boolean =>
  points.length - points.indexOf('breaching') >= m;
