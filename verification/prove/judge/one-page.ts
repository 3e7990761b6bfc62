import type { Facts, Ring } from '../facts.ts';
import type { Player } from '../stage.ts';
import { sharesTarget } from './outages.ts';
import { isGivenBack } from './over-paged.ts';
import { clock, type Rule } from './rule.ts';
import { isMissed } from './struck.ts';

/** A page about one outage, with its alarm and its execution. */
interface Page extends Ring {
  readonly player: Player;
  readonly execution: string;
  /**
   * Whether a call of its incident failed, a deploy or a rollback came in between, or it was sent without its incident. It may
   * then ring in doubt, and later pages are not compared with it or with earlier ones.
   */
  readonly isDisturbed: boolean;
}

/**
 * One outage, one page (decision 17): while an alarm's page lasts, neither that alarm nor another one that shares a target with
 * it rings under another key. The page lasts until OK has held for every alarm that it and its lines name. In doubt the engine
 * rings, so only pages of incidents without a failed call are checked.
 */
export const oneKey: Rule = {
  name: 'one outage, one page',
  counter: 'doublePaged',
  broken: (facts) => {
    // A dead engine, or a restored table, does not know what was paged meanwhile. Slow calls use up the time to find out.
    const { jitter = 0, weather } = facts.story;
    if (facts.dead || facts.restoredAt !== undefined || jitter >= 1 || weather?.account) return [];
    const pages = facts.rings.flatMap((ring) => pageOf(ring, facts) ?? []);
    // If this page's key was already in use when the other page rang, it was the other one that rang under a second key.
    const isSecondTo = (key: string, one: Page, before: readonly Page[]) =>
      before.some((first) => first.key === key && first.at < one.at && lasted(first, one.at, facts));
    return pages.flatMap((page, index) => {
      // Once a person's time is up, their page rings again under its key, whatever has rung meanwhile.
      const isAgain = isGivenBack(page, facts) && pages.slice(0, index).some(({ key }) => key === page.key);
      if (page.isDisturbed || isAgain) return [];
      const before = pages.slice(0, index).filter((one) => belongs(page, one, facts));
      const from = before.findLastIndex(({ isDisturbed }) => isDisturbed) + 1;
      // A page that rings again when a person's time is up is as old as its key.
      const isOld = ({ key }: Page) => before.slice(0, from).some((one) => one.key === key);
      const other = before
        .slice(from)
        .find(
          (one) =>
            one.key !== page.key &&
            !isOld(one) &&
            lasted(one, page.at, facts) &&
            !isSecondTo(page.key, one, before),
        );
      return other
        ? [
            `${page.player.alarm.name} rang at ${clock(page.at)} under a key of its own, while the page of ${other.player.alarm.name} from ${clock(other.at)} lasted.`,
          ]
        : [];
    });
  },
};

/** From a deploy that ends executions to the pages for those without a record, in milliseconds. */
const untilRung = 60_000;

/** A ring as a page; undefined if it is about no incident on record, about many alarms, or about an alarm described late. */
function pageOf(ring: Ring, facts: Facts): Page | undefined {
  const { records, about, struck } = facts;
  const { removedAt = Number.POSITIVE_INFINITY, rolledBackAt = Number.POSITIVE_INFINITY } = facts;
  const { incident } = records.get(ring.incident ?? '') ?? {};
  const player = incident && about(incident.execution).player;
  if (!incident || !player || ring.isMassFailure || ring.isForAll) return undefined;
  if (player.part.given === 'late description') return undefined;
  const { execution, deadExecution } = incident;
  const isOfRemoval = ring.at >= removedAt && ring.at <= removedAt + untilRung;
  // After a rollback, functions refuse what they are asked, so they can't see earlier pages. An execution that died unseen, or
  // before it began or could not be started, had no incident when it was paged; one may have been opened since.
  const isRefused = ring.at >= rolledBackAt;
  const isWithoutIncident = /its runbook died (unseen|before it began)|, runbook not started\./.test(
    ring.message.body,
  );
  const isStruck = struck.some(({ call }) => {
    const { by, input } = call;
    const asked = [by?.payload, input['Payload']] as ({ execution?: string } | undefined)[];
    return (
      (/^(sweep|execution-ended|dead-letters)/.test(by?.function ?? '') &&
        isMissed(call, facts, { from: ring.at, to: ring.at })) ||
      asked.some((one) => one?.execution !== undefined && [execution, deadExecution].includes(one.execution))
    );
  });
  return {
    ...ring,
    player,
    execution,
    isDisturbed: isStruck || isOfRemoval || isRefused || isWithoutIncident,
  };
}

/** Only schedules set no key as an attribute. A deadline fires for an execution that died, and no other incident knows of it. */
const isDeadline = ({ message }: Page): boolean => message.deduplicationKey === undefined;

/**
 * Whether a page is about the alarm of an earlier one, or about an alarm that shares a target with it. Switching one of their
 * modes changes which targets they share, so from then on only the same alarm counts.
 */
function belongs(page: Page, one: Page, { done, rings, records }: Facts): boolean {
  const [{ player, at }, { player: head }] = [page, one];
  if (page.incident !== one.incident && (isDeadline(page) || isDeadline(one))) return false;
  const isSwitched = done.some(
    (one) =>
      /^(off|watch|auto|clear)$/.test(one.does) &&
      one.done &&
      (one.forAll || one.player === player || one.player === head) &&
      one.from <= at,
  );
  if (head.runbook.page.urgency === 'low' && player.runbook.page.urgency === 'high') return false;
  // A target that the runbook does not allow is in no plan, so it is not known what it shares.
  const isForeign = [player, head].some(({ part }) => part.given === 'foreign target');
  // In a mass failure alarms are not read, so they have no plan either. Nor has an incident that is paged before it is planned.
  const isUnplanned = [page, one].some(
    ({ incident = '' }) => records.get(incident)?.incident?.plan.length === 0,
  );
  const isUnknown = isForeign || isUnplanned || rings.some((ring) => ring.isMassFailure && ring.at <= at);
  return player === head || (!isSwitched && !isUnknown && sharesTarget(player, head));
}

/** From a verdict to its page, in milliseconds. The outage may end at any time from the verdict on. */
const verdictBefore = 10_000;

const holdOf = ({ runbook }: Player) => runbook.recovered.holdForSeconds * 1000;

/** Whether a page's outage was still on: at no moment since the page had OK held for every alarm that it and its lines name. */
function lasted(page: Page, until: number, { notices, changes, story, remadeAt, about }: Facts): boolean {
  // An alarm's history does not say when it was made anew, so nobody knows how long OK had lasted. In doubt the engine rings.
  const decidedAt = page.at - verdictBefore - holdOf(page.player);
  if (remadeAt !== undefined && remadeAt >= decidedAt && remadeAt <= until) return false;
  const { eventClock = 0, machineClocks = 0 } = story.weather ?? {};
  const off = (2 * machineClocks + eventClock + 2) * 1000;
  const lines = notices.filter(({ incident, at }) => incident === page.incident && at <= until);
  // The lines also list unrelated alarms that were in ALARM: keep only those that share a target.
  const added = lines.flatMap(({ names }) => names).filter((one) => sharesTarget(page.player, one));
  const named = [...new Set([page.player, ...added])];
  const hasHeld = (player: Player, moment: number) => {
    const last = changes.findLast(({ arn, at }) => arn === player.arn && at.getTime() <= moment);
    return !last || (last.state === 'OK' && last.at.getTime() + holdOf(player) <= moment + off);
  };
  const from = page.at - verdictBefore - off;
  const moments = changes.flatMap(({ player, at }) => at.getTime() + holdOf(player) - off);
  // The engine knows from CloudWatch when the page's own incident fired. If its alarm has been OK and fired again since, only a
  // clock, which may be behind, says that the page came after that.
  const own = about(page.execution).change?.at.getTime() ?? Number.NaN;
  const hasFiredAgain = changes.some(
    ({ arn, state, at }) =>
      arn === page.player.arn && state === 'ALARM' && at.getTime() > own + off && at.getTime() <= page.at,
  );
  const behind = machineClocks > 0 && hasFiredAgain ? [from] : [];
  return ![...behind, page.at, ...moments, until].some(
    (moment) => moment >= from && moment <= until && named.every((one) => hasHeld(one, moment)),
  );
}
