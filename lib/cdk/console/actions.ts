import { Color, GraphWidget, GraphWidgetView, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Effect } from '#core/incident/metric-names';
import type { Metrics } from './metrics.ts';

const shown: readonly { readonly effect: Effect; readonly label: string; readonly color: string }[] = [
  { effect: 'healed', label: 'helped', color: Color.GREEN },
  { effect: 'none', label: 'did not help', color: Color.RED },
  { effect: 'refused', label: 'refused to act', color: Color.GREY },
];

/** Which actions work and which don't, over the dashboard's time range. */
export const actionEffects = (metrics: Metrics, actions: readonly string[]): IWidget =>
  new GraphWidget({
    title: 'Actions that work, and that don’t',
    width: 24,
    height: 6,
    view: GraphWidgetView.BAR,
    setPeriodToTimeRange: true,
    left: actions.flatMap((action) =>
      shown.map(({ effect, label, color }) =>
        metrics.stepEffect(action, effect, { label: `${action} ${label}`, color }),
      ),
    ),
    leftYAxis: { min: 0, label: 'steps', showUnits: false },
  });
