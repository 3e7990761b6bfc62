import type { Incident } from '../incident/records.ts';
import { logsLink } from './logs-link.ts';
import type { Link } from './message.ts';

const regionOf = ({ alarm, execution }: Incident): string =>
  alarm.arn.split(':')[3] || execution.split(':')[3] || 'us-east-1';

/** Links into the AWS console. */
export const consoleLinks = (incident: Incident): Link[] => {
  // A run by hand has no alarm and no execution.
  if (incident.byHand) return [];
  const region = regionOf(incident);
  const console = `https://${region}.console.aws.amazon.com`;
  const alarm = encodeURIComponent(incident.alarm.name.toWellFormed());
  return [
    {
      title: 'Execution',
      url: `${console}/states/home?region=${region}#/v2/executions/details/${incident.execution}`,
    },
    { title: 'Graph', url: `${console}/cloudwatch/home?region=${region}#alarmsV2:alarm/${alarm}` },
  ];
};

/** Links for the person who takes over: the console, the dashboard with the incident, and the engine's log lines about it. */
export const pageLinks = (incident: Incident): Link[] => {
  const prefix = `nightshift-${incident.environment}`;
  const region = regionOf(incident);
  const stages = ['admit', 'verify', 'page'].map((stage) => `/aws/lambda/${prefix}-${stage}`);
  return [
    {
      title: 'Incident',
      url: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${prefix}`,
    },
    ...consoleLinks(incident),
    logsLink(incident, incident.verdictAt ?? incident.openedAt, stages),
  ];
};

/** Links into the AWS console, one per line. */
export const links = (incident: Incident): string[] =>
  consoleLinks(incident).map(({ title, url }) => `${title}: ${url}`);
