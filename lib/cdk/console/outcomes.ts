import {
  Color,
  GraphWidget,
  GraphWidgetView,
  type IWidget,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { metric } from '#core/incident/metric-names';
import type { Metrics } from './metrics.ts';

/** Outcomes of incidents, and how fast they came. */
export const outcomes = (metrics: Metrics): IWidget[][] => [
  [numbers(metrics), verdicts(metrics), share(metrics)],
  [recovery(metrics), pages(metrics)],
];

const numbers = (metrics: Metrics): IWidget =>
  new SingleValueWidget({
    title: 'In this time range',
    width: 6,
    height: 6,
    setPeriodToTimeRange: true,
    metrics: [
      metrics.shareWithoutPerson('without a person, %'),
      metrics.incidents('healed', { label: 'healed' }),
      metrics.incidents('escalated', { label: 'escalated' }),
    ],
  });

/** The colors are CloudWatch's own. Each bar has its name beside it. */
const verdicts = (metrics: Metrics): IWidget =>
  new GraphWidget({
    title: 'Incidents by verdict',
    width: 9,
    height: 6,
    stacked: true,
    left: [
      metrics.incidents('healed', { label: 'healed', color: Color.GREEN }),
      metrics.incidents('self-recovered', { label: 'self-recovered', color: Color.BLUE }),
      metrics.incidents('escalated', { label: 'escalated', color: Color.RED }),
      metrics.incidents('suppressed', { label: 'suppressed', color: Color.GREY }),
    ],
    leftYAxis: { min: 0, label: 'incidents a day', showUnits: false },
  });

const share = (metrics: Metrics): IWidget =>
  new GraphWidget({
    title: 'Share handled without a person',
    width: 9,
    height: 6,
    left: [metrics.shareWithoutPerson('without a person')],
    leftYAxis: { min: 0, max: 100, label: '%', showUnits: false },
  });

const recovery = (metrics: Metrics): IWidget =>
  new GraphWidget({
    title: 'Time to recover, and to the first action',
    width: 12,
    height: 6,
    left: [
      metrics.seconds(metric.timeToRecover, { statistic: 'p50', label: 'to recover, half of them within' }),
      metrics.seconds(metric.timeToRecover, { statistic: 'p90', label: 'to recover, nine in ten within' }),
      metrics.seconds(metric.timeToFirstAction, {
        statistic: 'p90',
        label: 'to the first action, nine in ten within',
      }),
    ],
    leftYAxis: { min: 0, label: 'seconds', showUnits: false },
  });

const pages = (metrics: Metrics): IWidget =>
  new GraphWidget({
    title: 'Pages by channel',
    width: 12,
    height: 6,
    view: GraphWidgetView.TIME_SERIES,
    left: [metrics.pagesByChannel()],
    leftYAxis: { min: 0, label: 'pages a day', showUnits: false },
  });
