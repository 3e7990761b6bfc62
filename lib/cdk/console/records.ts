import { CustomWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { View } from '#lambdas/widget/contract';

/** Views of the custom widget, which shows what is in the table and in no metric. */
export function records(functionArn: string): IWidget[][] {
  const show = (title: string, view: View, height: number): IWidget =>
    new CustomWidget({
      title,
      functionArn,
      width: 24,
      height,
      params: { view },
      updateOnRefresh: true,
      updateOnTimeRangeChange: true,
      updateOnResize: false,
    });
  return [
    [show('Incidents', 'incidents', 12)],
    [show('Runbooks by trust', 'runbooks', 7)],
    [show('What may act now, and what rests', 'now', 7)],
    [show('Why incidents were not acted on', 'not-acting', 7)],
    [show('What is changed for a while', 'leases', 5)],
  ];
}
