import type { Facts, Ring } from '../facts.ts';
import type { Player } from '../stage.ts';
import { sharesTarget } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** A page of one outage, and what was asked of Nightshift to send it. */
interface Page extends Ring {
  readonly player: Player;
  readonly execution: string;
  /** Whether a call of its incident failed, or a deploy ended its execution: it may ring in doubt, and what comes next belongs to it. */
  readonly isDisturbed: boolean;
}

/**
 * One outage, one page (decision 17): while the page of an alarm lasts, neither that alarm nor another one that shares a target
 * with it rings under another key. The page lasts until OK has held for every alarm that it and its lines name. Any doubt may
 * ring: so what is looked at are pages of incidents of which no call failed.
 */
export const oneKey: Rule = {
  name: 'one outage, one page',
  counter: 'doublePaged',
  broken: (facts) => {
    // Whoever was dead can't know what was said meanwhile. Slow calls use up the time in which it has to be known.
    const { jitter = 0, weather } = facts.story;
    if (facts.dead || facts.restoredAt !== undefined || jitter >= 1 || weather?.account) return [];
    const pages = facts.rings.flatMap((ring) => pageOf(ring, facts) ?? []);
    // Where the page of a key lasted when another one rang, it was that one that rang under a key of its own.
    const isSecondTo = (key: string, one: Page, before: readonly Page[]) =>
      before.some((first) => first.key === key && first.at < one.at && lasted(first, one.at, facts));
    return pages.flatMap((page, index) => {
      if (page.isDisturbed) return [];
      const before = pages.slice(0, index).filter((one) => belongs(page, one, facts));
      const other = before
        .slice(before.findLastIndex(({ isDisturbed }) => isDisturbed) + 1)
        .find(
          (one) => one.key !== page.key && lasted(one, page.at, facts) && !isSecondTo(page.key, one, before),
        );
      return other
        ? [
            `${page.player.alarm.name} rang at ${clock(page.at)} under a key of its own, while the page of ${other.player.alarm.name} from ${clock(other.at)} lasted.`,
          ]
        : [];
    });
  },
};

/** From a deploy that ends executions to what rings for those of which nothing is on record, in milliseconds. */
const untilRung = 60_000;

/** One that is about an incident on record. */
function pageOf(
  ring: Ring,
  {
    records,
    about,
    struck,
    removedAt = Number.POSITIVE_INFINITY,
    rolledBackAt = Number.POSITIVE_INFINITY,
  }: Facts,
): Page | undefined {
  const { incident } = records.get(ring.incident ?? '') ?? {};
  const player = incident && about(incident.execution).player;
  if (!incident || !player || ring.isMassFailure || ring.isForAll) return undefined;
  if (player.part.given === 'late description') return undefined;
  const { execution } = incident;
  const isOfRemoval = ring.at >= removedAt && ring.at <= removedAt + untilRung;
  // Functions that refuse what they are asked can't see what was said. What died unseen or before it began had no incident then, which
  // may have been opened since.
  const isRefused = ring.at >= rolledBackAt;
  const isWithoutIncident = /its runbook died (unseen|before it began)/.test(ring.message.body);
  const isStruck = struck.some(({ call: { by, input } }) => {
    const asked = [by?.payload, input['Payload']] as ({ execution?: string } | undefined)[];
    return (
      /^(sweep|execution-ended|dead-letters)/.test(by?.function ?? '') ||
      asked.some((one) => one?.execution === execution)
    );
  });
  return {
    ...ring,
    player,
    execution,
    isDisturbed: isStruck || isOfRemoval || isRefused || isWithoutIncident,
  };
}

/** Only schedules set no key as an attribute. A deadline that fires is that of an execution which died, and no other incident knows of it. */
const isDeadline = ({ message }: Page): boolean => message.deduplicationKey === undefined;

/** Whether it is about the alarm of an earlier page, or about one that shares a target with it. Who switches modes changes that. */
function belongs(page: Page, one: Page, { done, rings }: Facts): boolean {
  const [{ player, at }, { player: head }] = [page, one];
  if (page.incident !== one.incident && (isDeadline(page) || isDeadline(one))) return false;
  const isSwitched = done.some((one) => /^(off|watch|auto|clear)$/.test(one.does));
  if (head.runbook.page.urgency === 'low' && player.runbook.page.urgency === 'high') return false;
  // What its runbook does not allow is in no plan, so that nobody knows what it would share.
  const isForeign = [player, head].some(({ part }) => part.given === 'foreign target');
  // In a mass failure alarms are not read, and have no plan either.
  const isUnknown = isForeign || rings.some((ring) => ring.isMassFailure && ring.at <= at);
  return player === head || (!isSwitched && !isUnknown && sharesTarget(player, head));
}

/** From a verdict, since when an outage may end, to the page, in milliseconds. */
const verdictBefore = 10_000;

const holdOf = ({ runbook }: Player) => runbook.recovered.holdForSeconds * 1000;

/** Whether at no moment since a page OK had held for all alarms that it and its lines name. */
function lasted(page: Page, until: number, { notices, changes, story, remadeAt }: Facts): boolean {
  // Its history does not say when an alarm was made anew, so that nobody knows how long OK had lasted: a doubt, which rings.
  const decidedAt = page.at - verdictBefore - holdOf(page.player);
  if (remadeAt !== undefined && remadeAt >= decidedAt && remadeAt <= until) return false;
  const { eventClock = 0, machineClocks = 0 } = story.weather ?? {};
  const off = (2 * machineClocks + eventClock + 2) * 1000;
  const lines = notices.filter(({ incident, at }) => incident === page.incident && at <= until);
  // What else was in ALARM stands there, too.
  const added = lines.flatMap(({ names }) => names).filter((one) => sharesTarget(page.player, one));
  const named = [...new Set([page.player, ...added])];
  const hasHeld = (player: Player, moment: number) => {
    const last = changes.findLast(({ arn, at }) => arn === player.arn && at.getTime() <= moment);
    return !last || (last.state === 'OK' && last.at.getTime() + holdOf(player) <= moment + off);
  };
  const moments = changes.flatMap(({ player, at }) => at.getTime() + holdOf(player) - off);
  return ![page.at, ...moments, until].some(
    (moment) =>
      moment >= page.at - verdictBefore - off &&
      moment <= until &&
      named.every((one) => hasHeld(one, moment)),
  );
}
