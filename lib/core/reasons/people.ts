import { line } from '../text.ts';
import { clockTime } from '../time.ts';

/** Who set a switch, why and when (ISO 8601, UTC). */
export interface Switched {
  by: string;
  why: string;
  at: string;
}

const set = ({ by, why, at }: Switched): string =>
  `${line(by, 60)} at ${at.slice(0, 16).replace('T', ' ')} UTC (${line(why, 120)})`;

/** Reasons about what people switched, took over or did not approve. Each completes "Not acting because …". */
export const peopleReasons = {
  stopped: ({ by, why, at }: Switched) => `everything was stopped by ${set({ by, why, at })}`,
  'runbook-switched': ({ runbook, mode, by, why, at }: Switched & { runbook: string; mode: string }) =>
    `runbook ${runbook} was switched to ${mode} by ${set({ by, why, at })}`,
  'all-switched': ({ mode, by, why, at }: Switched & { mode: string }) =>
    `all runbooks were switched to ${mode} by ${set({ by, why, at })}`,
  'mode-off': ({ runbook }: { runbook: string }) => `runbook ${runbook} is switched off (mode off)`,
  'mode-watch': ({ runbook }: { runbook: string }) => `runbook ${runbook} only watches (mode watch)`,
  'mode-as-deployed': ({ runbook, mode }: { runbook: string; mode: string }) =>
    `runbook ${runbook} is in mode ${mode} again, as it is deployed`,
  'switches-unreadable': ({ error }: { error: string }) => `the switches can't be read (${error})`,
  'paged-before': ({ at }: { at: string }) =>
    `a person was asked, or about to be asked, at ${clockTime(at)} to take over, when its runbook did not begin`,
  'paged-unseen': ({ at }: { at: string }) =>
    `a person was asked at ${clockTime(at)} to take over, by a page that could not see this incident`,
  'not-asked': ({ mode }: { mode: string }) => `${mode}, and nobody was asked to approve this step`,
  'request-withdrawn': ({ at }: { at: string }) =>
    `the request to approve it was withdrawn at ${clockTime(at)}, when its alarm was OK`,
  'not-approved': () => 'nobody has approved it',
  'asks-too-late': () =>
    'it needs an approval, and as deployed its runbook can ask for one only before the first step',
};
