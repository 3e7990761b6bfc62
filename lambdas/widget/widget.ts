import type * as z from 'zod/mini';
import { type Html, html } from '#core/html';
import { iso } from '#core/time';
import { Filters, filterNames, spans, type View, WidgetEvent } from './contract.ts';
import { documentation } from './describe.ts';
import type { Asked, WidgetServices } from './elements.ts';
import { incident } from './incident.ts';
import { incidents } from './incidents.ts';
import { leases } from './leases.ts';
import { notActing } from './not-acting.ts';
import { now } from './now.ts';
import { runbooks } from './runbooks.ts';
import { style } from './style.ts';

const shows: Readonly<Record<View, (asked: Asked) => Promise<Html>>> = {
  incidents,
  incident,
  runbooks,
  now,
  'not-acting': notActing,
  leases,
};

/**
 * Answers a dashboard: HTML, or Markdown if CloudWatch asks for the widget's documentation. Unknown requests are reported in
 * the widget, because nobody would look into the log.
 * @param endpoint ARN of this Lambda, for the buttons
 */
export async function widget(event: unknown, endpoint: string, services: WidgetServices): Promise<string> {
  const known = WidgetEvent.safeParse(event);
  if (!known.success) return whole(undefined, notKnown(known.error)).text;
  const { describe, view = 'incidents', widgetContext } = known.data;
  if (describe) return documentation;
  const { theme } = widgetContext ?? {};
  const chosen = chosenBy(known.data, view);
  const filters = Filters.safeParse(chosen);
  if (!filters.success) return whole(theme, notKnown(filters.error)).text;
  const { after, incident: id } = known.data;
  const asked: Asked = {
    ...services,
    ...spanOf(filters.data, widgetContext, services.now()),
    filters: filters.data,
    after,
    incident: id,
    endpoint,
  };
  return whole(theme, await shows[view](asked)).text;
}

/** The form's choices take precedence over the button's or the dashboard's parameters. */
function chosenBy(event: WidgetEvent, view: View): Record<string, unknown> {
  const { all = {} } = event.widgetContext?.forms ?? {};
  const form: Record<string, unknown> = view === 'incidents' ? all : {};
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const chosen = Object.hasOwn(form, name) ? form[name] : event[name];
      return chosen === undefined ? [] : [[name, chosen]];
    }),
  );
}

const day = 86_400_000;

/** @default - the last day */
function spanOf({ span = 'dashboard' }: Filters, context: WidgetEvent['widgetContext'], now: Date) {
  const days = spans[span];
  const range = days === undefined ? (context?.timeRange?.zoom ?? context?.timeRange) : undefined;
  const { start, end } = range ?? { start: now.getTime() - (days ?? 1) * day, end: now.getTime() };
  // CloudWatch passes whole milliseconds; other numbers may not be valid dates.
  const bounded = (at: number) => iso(Math.min(Math.max(Math.trunc(at), 0), now.getTime() + day));
  return { since: bounded(start), until: bounded(end) };
}

function notKnown(error: z.core.$ZodError): Html {
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'parameters'}: ${message}`);
  return html`<p class="note">This widget was called with something that it does not know: ${faults.join('; ')}. Its parameters are described where the widget is edited.</p>`;
}

/** In the console's colors. The console's own styles for tables and links would mix with ours. */
const whole = (theme: string | undefined, body: Html): Html =>
  html`${style(theme)}<div class="nightshift cwdb-no-default-styles" lang="en">${body}</div>`;
