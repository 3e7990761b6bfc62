import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt, Incident, TimelineEntry } from '#core/incident/records';
import { incidentOf } from '#core/incident/stored';
import { incidentPartition } from '#core/table/keys';
import { deployed } from './names.ts';
import { paced } from './pace.ts';
import { sleep } from './processes.ts';
import { repeat } from './repeat.ts';

/** How often the table is read, in milliseconds. */
const interval = 400;

/** An incident as stored in the table. */
export interface IncidentView {
  readonly incident: Incident;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
}

type Item = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Groups the table's items by incident; partitions of alarms and targets are left out. */
export function viewsOf(items: readonly Item[]): Map<string, IncidentView> {
  const views = new Map<string, IncidentView>();
  for (const item of items.filter(({ sk }) => sk === 'INCIDENT')) {
    const { pk } = item;
    const own = items.filter((item) => item.pk === pk).sort((one, other) => (one.sk < other.sk ? -1 : 1));
    const starting = (prefix: string): unknown[] => own.filter(({ sk }) => sk.startsWith(prefix));
    views.set(pk, {
      incident: incidentOf(item),
      attempts: starting('ATTEMPT#') as Attempt[],
      timeline: starting('AT#') as TimelineEntry[],
    });
  }
  return views;
}

/** Reads Nightshift's table from outside, and reports every new timeline entry of every incident. */
export class IncidentWatch {
  onEntry: (view: IncidentView, entry: TimelineEntry) => void = () => {};
  readonly #tables: DynamoDBDocumentClient;
  #views = new Map<string, IncidentView>();
  readonly #told = new Map<string, number>();

  constructor(tables: DynamoDBDocumentClient) {
    this.#tables = tables;
  }

  start(signal: AbortSignal): void {
    repeat('incidents', interval, signal, () => this.#read());
  }

  /** The incidents of an alarm, oldest first. */
  ofAlarm(alarm: string): IncidentView[] {
    return [...this.#views.values()]
      .filter(({ incident }) => incident.alarm.name === alarm)
      .sort((one, other) => (one.incident.openedAt < other.incident.openedAt ? -1 : 1));
  }

  /** The newest incident in which a runbook acted. */
  lastActing(runbook: string): IncidentView | undefined {
    return [...this.#views.values()]
      .filter(({ incident }) => incident.runbook.id === runbook && incident.answer === 'act')
      .sort((one, other) => (one.incident.openedAt < other.incident.openedAt ? -1 : 1))
      .at(-1);
  }

  async #read(): Promise<void> {
    const items: Item[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.#tables.send(
        new ScanCommand({ TableName: deployed.table, ConsistentRead: true, ExclusiveStartKey: from }),
      );
      items.push(...((page.Items ?? []) as Item[]));
      from = page.LastEvaluatedKey;
    } while (from);
    this.#views = viewsOf(items.filter(({ pk }) => pk.startsWith(incidentPartition(''))));
    for (const [id, view] of this.#views) {
      for (const entry of view.timeline.slice(this.#told.get(id) ?? 0)) this.onEntry(view, entry);
      this.#told.set(id, view.timeline.length);
    }
  }
}

/**
 * How long to wait, in milliseconds. Generous: the machine may get busier than it was when measured, and a limit that is
 * not reached costs nothing.
 */
const limit = (seconds: number): number => paced(3 * seconds * 1000);

/**
 * Waits until `look` finds something.
 * @param seconds how long it takes at most on an idle machine; the limit is several times as long
 * @throws Error that names `what`
 */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + limit(seconds);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${limit(seconds) / 1000} s in vain for ${what}`);
    await sleep(200);
  }
}
