import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { type Html, html, jsonText, type Part } from '#core/html';
import type { Database } from '#core/table/database';
import type { DeployedHere, Filters, View, WidgetEvent } from './contract.ts';

export interface WidgetServices {
  readonly database: Database;
  readonly environment: string;
  /** Names of the log groups of the engine's Lambdas. */
  readonly logGroups: readonly string[];
  readonly deployed: DeployedHere;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly ssm: SSMClient;
  readonly now: () => Date;
}

/** A request, for a view. */
export interface Asked extends WidgetServices {
  readonly filters: Filters;
  /** ISO 8601, UTC: the time span that is shown. */
  readonly since: string;
  readonly until: string;
  readonly after: WidgetEvent['after'];
  readonly incident: string | undefined;
  /** ARN of this Lambda, which buttons call. */
  readonly endpoint: string;
}

/**
 * A button that replaces the widget with another view.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 */
export const button = (
  label: Part,
  asked: Pick<Asked, 'endpoint'>,
  parameters: Partial<WidgetEvent> & { readonly view: View },
  look: 'btn' | 'btn btn-primary' | 'as-link' = 'btn',
): Html =>
  html`<a class="${look}" role="button" tabindex="0">${label}</a><cwdb-action action="call" display="widget" endpoint="${asked.endpoint}">${jsonText(parameters)}</cwdb-action>`;

/** A link that opens in a new tab. Addresses are ours, with untrusted parts encoded. */
export const link = (title: string, url: string): Html =>
  html`<a href="${url}" target="_blank" rel="noopener noreferrer">${title}</a>`;

/** `2026-03-01 03:00:12`; the column's heading says UTC. */
export const moment = (at: string): Html =>
  html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time>`;

interface TableProps {
  readonly caption: Part;
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Part[])[];
  /** Headings that a card on a phone omits, since the cell is clear without. @default - all are shown */
  readonly selfEvident?: readonly string[];
}

/** An accessible table: a caption, and headings of columns and rows. */
export const table = ({ caption, head, rows, selfEvident = [] }: TableProps): Html => {
  const label = (column: number): Html | undefined =>
    selfEvident.includes(head[column] ?? '') ? undefined : html` data-head="${head[column]}"`;
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row"${label(0)}>${first}</th>${cells.map((cell, index) => html`<td${label(index + 1)}>${cell}</td>`)}</tr>`,
  )}</tbody>
</table></div>`;
};
