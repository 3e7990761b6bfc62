import { lastActed, mayHaveActed } from '#core/incident/incidents';
import type { Verdict } from '#core/incident/records';
import { deduplicationKey } from '#core/page/key';
import { type IncidentView, until } from '../incidents.ts';
import type { PhoneMessage } from '../phones.ts';
import type { Change } from '../relay.ts';
import type { World } from '../world.ts';
import type { Check, Result, Scenario } from './scenario.ts';

const noKey = '(no key)';
const between = (from: string, to: string | undefined): number | null =>
  to === undefined ? null : Date.parse(to) - Date.parse(from);

/** A running scenario: what it says, waits for and checks. */
export class Scene {
  readonly world: World;
  readonly scenario: Scenario;
  readonly checks: Check[] = [];
  /** State changes of its alarms, in order. */
  readonly changes: Change[] = [];
  /** When it was broken, in milliseconds since 1970. */
  brokenAt: number | undefined;
  readonly #tell: (text: string) => void;
  #pages = 0;

  constructor(world: World, scenario: Scenario, tell: (text: string) => void) {
    this.world = world;
    this.scenario = scenario;
    this.#tell = tell;
  }

  get alarm(): string {
    return this.scenario.alarms[0];
  }

  say(text: string): void {
    this.#tell(text);
  }

  /** Waits until its alarms are OK, then says what breaks. The caller breaks it right after. */
  async breaking(text: string): Promise<void> {
    for (const alarm of this.scenario.alarms) await this.untilAlarm(alarm, 'OK', 60);
    this.brokenAt = Date.now();
    this.say(text);
  }

  untilAlarm(alarm: string, state: 'OK' | 'ALARM', seconds: number): Promise<true> {
    return until(`${alarm} to be ${state}`, seconds, () =>
      this.world.relay.stateOf(alarm)?.value === state ? true : undefined,
    );
  }

  /** @param nth 1 is the alarm's first incident */
  incidentOf(alarm: string, nth = 1): IncidentView | undefined {
    return this.world.incidents.ofAlarm(alarm).at(nth - 1);
  }

  /** The incidents of all its alarms. */
  incidents(): IncidentView[] {
    return this.scenario.alarms.flatMap((alarm) => this.world.incidents.ofAlarm(alarm));
  }

  opened(seconds: number, alarm = this.alarm): Promise<IncidentView> {
    return until(`an incident of ${alarm}`, seconds, () => this.incidentOf(alarm));
  }

  /** Waits for the verdict on the alarm's first or `nth` incident, and checks that it is `as`. */
  async ends(as: Verdict, seconds: number, alarm = this.alarm, nth = 1): Promise<IncidentView> {
    const which = nth === 1 ? alarm : `${alarm}, incident ${nth}`;
    const view = await until(`a verdict on ${which}`, seconds, () => {
      const found = this.incidentOf(alarm, nth);
      return found?.incident.verdict ? found : undefined;
    });
    this.check(`the verdict on ${which} is ${as}`, view.incident.verdict === as, `${view.incident.verdict}`);
    return view;
  }

  check(what: string, ok: boolean, saw: string | number = ''): void {
    this.checks.push({ what, ok, saw: String(saw) });
  }

  /** This many pages have to arrive by the end of the run. */
  expectPages(count: number): void {
    this.#pages = count;
  }

  /** Messages about its incidents, on every phone. */
  messages(): PhoneMessage[] {
    return this.world.phones.messages.filter((message) => this.isAbout(message));
  }

  isAbout(message: PhoneMessage): boolean {
    return (
      this.incidents().some(
        ({ incident }) =>
          message.deduplicationKey === deduplicationKey(incident) ||
          message.body.includes(incident.execution),
      ) || this.scenario.alarms.some((alarm) => message.body.includes(alarm))
    );
  }

  pages(): PhoneMessage[] {
    return this.messages().filter(({ phone }) => phone !== 'owner-channel');
  }

  /** Checks the count of deployments in ECS's own events. */
  async checkDeployments(service: string, count: number): Promise<void> {
    const seen = await this.world.fleet.deploymentsOf(service);
    this.check(
      `${service} was deployed anew ${count === 1 ? 'once' : `${count} times`}`,
      seen === count,
      seen,
    );
  }

  /** What the summary and the JSON line say about it. Computed again at the end: a page may come late. */
  result(): Result {
    const views = this.incidents();
    const acted = views.flatMap(({ attempts }) => attempts.filter(mayHaveActed));
    const keys = new Set(this.pages().map((message) => message.deduplicationKey ?? noKey));
    // With two incidents on one target, either may act.
    const acting = views.find(({ attempts }) => attempts.some(mayHaveActed));
    const { shows } = this.scenario;
    const view = shows ? this.incidentOf(shows) : (acting ?? this.incidentOf(this.alarm));
    const verdict = view?.incident.verdict;
    const credit = verdict === 'healed' && view ? lastActed(view) : undefined;
    const firstAct = view?.attempts.find(mayHaveActed);
    return {
      name: this.scenario.name,
      runbook: this.scenario.runbook,
      verdict: verdict ?? 'none',
      healedBy: credit?.action ?? null,
      actions: acted.length,
      pages: keys.size,
      alarmToFirstActionMs: view && firstAct ? between(view.incident.since, firstAct.at) : null,
      alarmToVerdictMs: view ? between(view.incident.since, view.incident.verdictAt) : null,
      ok: this.checks.length > 0 && this.checks.every(({ ok }) => ok) && keys.size === this.#pages,
    };
  }

  /** The checks that failed. */
  failures(): Check[] {
    const pages = this.result().pages;
    const paged = { what: `pages: ${this.#pages}`, ok: pages === this.#pages, saw: String(pages) };
    return [...this.checks, paged].filter(({ ok }) => !ok);
  }
}
