import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { GetFlagCommand, LaunchDarklyClient, PatchFlagCommand } from '#action/services/launchdarkly';
import action, { type Parameters } from './action.ts';

/*
 * The window that remains: someone may change the flag between the second look and the call, since LaunchDarkly takes no
 * version. It refuses (400, 405 or 409) if the environment requires approvals, or if someone's change is pending.
 */

const reason = reasonsOf(action);

const itsFlag = ({ token, host = 'app.launchdarkly.com', ...its }: Parameters) => ({
  ...its,
  host,
  token: token.secret,
});

async function find(its: Parameters, read: Send) {
  const found = await ifThere(read(new GetFlagCommand(itsFlag(its))), 'not_found', 'status 404');
  const here = found?.environments?.[its.environment];
  return (
    found && here && { archived: found.archived === true, on: here.on === true, version: here.version ?? 0 }
  );
}

const turn = (its: Parameters, kind: 'turnFlagOff' | 'turnFlagOn', attempt: string, send: Send) =>
  send(new PatchFlagCommand({ ...itsFlag(its), kind, comment: `Nightshift ${attempt}` }));

export default kitCalls(action, {
  clients: { launchdarkly: LaunchDarklyClient },

  observe: (its, read) => find(its, read),

  judge: (found, its) => {
    const { flag, environment } = its;
    if (!found) return { never: reason('no-such-flag', its) };
    const { archived, on, version } = found;
    if (archived) return { never: reason('archived', its) };
    if (!on) return { refuse: reason('is-off', its) };
    return {
      intends: `Turn off flag ${flag} in ${environment}.`,
      before: { flag: 'on', version },
      evidence: { version },
      pin: { flag: 'on', version },
    };
  },

  change: async (its, { attempt }, send) => {
    const { environments } = await turn(its, 'turnFlagOff', attempt, send);
    return {
      did: `Turned off flag ${its.flag} in ${its.environment}.`,
      after: { flag: 'off', version: environments?.[its.environment]?.version ?? 'not reported' },
    };
  },

  restore: {
    // Each change of a flag in an environment raises its version by one. Any version but the next one is someone else's change.
    values: ({ version }) => ({ before: { flag: 'on' }, wrote: { flag: 'off', version: version + 1 } }),
    look: async (its, read) => {
      const found = await find(its, read);
      return found && { flag: found.on ? 'on' : 'off', version: found.version };
    },
    putBack: async (its, { id }, { send }) => {
      await turn(its, 'turnFlagOn', id, send);
      return { did: `Turned on flag ${its.flag} in ${its.environment} again.`, after: { flag: 'on' } };
    },
  },
});
