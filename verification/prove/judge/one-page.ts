import type { Facts, Ring } from '../facts.ts';
import type { Player } from '../stage.ts';
import { sharesTarget } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** A page of one outage, and what was asked of Nightshift to send it. */
interface Page extends Ring {
  readonly player: Player;
  readonly execution: string;
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
    if (facts.dead || facts.restoredAt !== undefined || (facts.story.jitter ?? 0) >= 1) return [];
    const pages = facts.rings.flatMap((ring) => pageOf(ring, facts) ?? []);
    return pages.flatMap((page, index) => {
      const other = pages
        .slice(0, index)
        .find((one) => one.key !== page.key && belongs(page, one, facts) && lasted(one, page.at, facts));
      return other
        ? [
            `${page.player.alarm.name} rang at ${clock(page.at)} under a key of its own, while the page of ${other.player.alarm.name} from ${clock(other.at)} lasted.`,
          ]
        : [];
    });
  },
};

/** One that is about an incident on record, and that nothing has disturbed. */
function pageOf(ring: Ring, { records, about, struck }: Facts): Page | undefined {
  const { incident } = records.get(ring.incident ?? '') ?? {};
  const player = incident && about(incident.execution).player;
  if (!incident || !player || ring.isStorm || ring.isForAll) return undefined;
  if (player.part.given === 'late description') return undefined;
  const { execution } = incident;
  const isDisturbed = struck.some(({ call: { by, input } }) => {
    const asked = [by?.payload, input['Payload']] as ({ execution?: string } | undefined)[];
    return (
      /^(sweep|execution-ended)/.test(by?.function ?? '') || asked.some((one) => one?.execution === execution)
    );
  });
  return isDisturbed ? undefined : { ...ring, player, execution };
}

/** Whether it is about the alarm of an earlier page, or about one that shares a target with it. Who switches modes changes that. */
function belongs({ player }: Page, { player: head }: Page, { done }: Facts): boolean {
  const isSwitched = done.some((one) => /^(off|watch|auto|clear)$/.test(one.does));
  if (head.runbook.page.urgency === 'low' && player.runbook.page.urgency === 'high') return false;
  // What its runbook does not allow is in no plan, so that nobody knows what it would share.
  const isUnknown = [player, head].some(({ part }) => part.given === 'foreign target');
  return player === head || (!isSwitched && !isUnknown && sharesTarget(player, head));
}

/** From a verdict, since when an outage may end, to the page, in milliseconds. */
const verdictBefore = 10_000;

/** Whether at no moment since a page OK had held for all alarms that it and its lines name. */
function lasted(page: Page, until: number, { notices, changes, story }: Facts): boolean {
  const { eventClock = 0, machineClocks = 0 } = story.weather ?? {};
  const off = (2 * machineClocks + eventClock + 2) * 1000;
  const lines = notices.filter(({ incident, at }) => incident === page.incident && at <= until);
  const named = [...new Set([page.player, ...lines.flatMap(({ names }) => names)])];
  const holdOf = ({ runbook }: Player) => runbook.recovered.holdForSeconds * 1000;
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
