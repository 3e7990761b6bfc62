import * as z from 'zod/mini';
import { Proven } from '#core/drill/proven';
import { verdicts } from '#core/incident/records';
import { DeployedRunbook } from '#core/runbook/runbook';

/** What the widget can show. The dashboard's widgets and the widget's own buttons name one as a parameter. */
export const views = ['incidents', 'incident', 'runbooks', 'now', 'not-acting', 'leases'] as const;
export type View = (typeof views)[number];

/** What an incident without a verdict counts as. */
export const open = 'open';
/** What the list can be filtered by. `duplicate` is never an incident's own verdict. */
export const shownVerdicts = [open, ...verdicts.filter((verdict) => verdict !== 'duplicate')] as const;

/** Spans of time to choose from, in days; `dashboard` is whatever the dashboard's own time range is. */
export const spans = { dashboard: undefined, '1d': 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type SpanName = keyof typeof spans;

const Moments = z.object({ start: z.number(), end: z.number() });

/**
 * What CloudWatch says of the dashboard. It may add fields at any time, and they are ignored.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
const WidgetContext = z.object({
  theme: z.optional(z.string()),
  /** Milliseconds since 1970; `zoom` where a graph was zoomed into. */
  timeRange: z.optional(z.extend(Moments, { zoom: z.optional(Moments) })),
  /** Fields of the forms in the widget, by their names. */
  forms: z.optional(z.object({ all: z.optional(z.record(z.string(), z.unknown())) })),
});

/**
 * Longest id or owner, in characters. A runbook's id is the name of a file, and an owner that of a team: both are far shorter.
 */
export const longestId = 200;

/** Longest search, in characters; CloudWatch passes on whatever is typed. */
export const longestSearch = 100;

const choices = {
  runbook: z.optional(z.string().check(z.maxLength(longestId))),
  owner: z.optional(z.string().check(z.maxLength(longestId))),
  verdict: z.optional(z.enum(['', ...shownVerdicts])),
  /** Part of an alarm's name. */
  alarm: z.optional(z.string().check(z.maxLength(longestSearch))),
  /** Part of what happened, of an id, or of a runbook's, owner's or alarm's name. */
  text: z.optional(z.string().check(z.maxLength(longestSearch))),
  span: z.optional(z.enum(Object.keys(spans) as [SpanName, ...SpanName[]])),
};

/** What a person chose in the widget's form. */
export const Filters = z.strictObject(choices);
export type Filters = z.infer<typeof Filters>;
export const filterNames = Object.keys(choices) as readonly (keyof Filters)[];

const incidentId = z.string().check(z.regex(/^[\w-]{1,100}$/));

/** What CloudWatch calls the widget with: the dashboard's parameters or a button's, and its own context. */
export const WidgetEvent = z.strictObject({
  ...choices,
  /** CloudWatch asks for the widget's documentation. */
  describe: z.optional(z.boolean()),
  view: z.optional(z.enum(views)),
  incident: z.optional(incidentId),
  /** The incident after which the list goes on. */
  after: z.optional(z.strictObject({ id: incidentId, since: z.iso.datetime() })),
  widgetContext: z.optional(WidgetContext),
});
export type WidgetEvent = z.infer<typeof WidgetEvent>;

/** Name of the file beside the widget's code. */
export const deployedFile = 'deployed.json';

/**
 * What the widget knows of its deployment: of each runbook, the parts that it shows, and the Lambdas that can change something.
 */
export const DeployedHere = z.strictObject({
  runbooks: z.array(
    z.extend(z.pick(DeployedRunbook, { id: true, owner: true, version: true, mode: true, guards: true }), {
      /** The evidence of its drill in Git, even if none is required. @default - there is none */
      proven: z.optional(Proven),
      /** It was drilled in a local emulator, and this is AWS. @default - it was not */
      emulated: z.optional(z.literal(true)),
    }),
  ),
  actionFunctions: z.array(z.string()),
});
export type DeployedHere = z.infer<typeof DeployedHere>;

/** What the widget knows of one runbook. */
export type Trusted = DeployedHere['runbooks'][number];
