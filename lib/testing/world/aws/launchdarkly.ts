import type { Flag, ItsFlag } from '#action/services/launchdarkly';
import type { Stage } from '../action-world.ts';
import type { Commands } from '../wire.ts';

/** A flag in one environment; change its fields to change the world. */
interface State {
  on: boolean;
  archived: boolean;
  version: number;
  /** Whether someone's change is waiting for approval. */
  pending: boolean;
}

/** How long until the SDKs in applications have heard of a change, in seconds. */
const noticedAfter = 5;

/** LaunchDarkly, which is not part of AWS. */
export class LaunchDarkly {
  readonly #stage: Stage;
  readonly #flags = new Map<string, State>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetFlag: (its: ItsFlag): Flag => this.#shown(its),
    PatchFlag: (its: ItsFlag & { readonly kind: string }): Flag => {
      const state = this.flag(its.project, its.flag, its.environment);
      if (state.pending)
        throw refused(409, 'conflict', 'A pending approval request would conflict with this change');
      this.turn(its.project, its.flag, its.environment, its.kind === 'turnFlagOn');
      this.#stage.effect(its.flag, noticedAfter);
      return this.#shown(its);
    },
  };

  /** Creates a flag that is on, unless it exists. */
  put(project: string, flag: string, environment: string): void {
    const key = [project, flag, environment].join('/');
    if (!this.#flags.has(key))
      this.#flags.set(key, { on: true, archived: false, version: 7, pending: false });
  }

  remove(project: string, flag: string, environment: string): void {
    this.#flags.delete([project, flag, environment].join('/'));
  }

  /** Turns a flag on or off. Its version counts up, whether that changes anything or not. */
  turn(project: string, flag: string, environment: string, on: boolean): void {
    const state = this.flag(project, flag, environment);
    state.on = on;
    state.version++;
  }

  /** @throws Error LaunchDarkly's own, if there is no such flag */
  flag(project: string, flag: string, environment: string): State {
    const found = this.#flags.get([project, flag, environment].join('/'));
    if (!found) throw refused(404, 'not_found', 'Unknown feature flag key');
    return found;
  }

  #shown({ project, flag, environment }: ItsFlag): Flag {
    const { on, archived, version } = this.flag(project, flag, environment);
    return { archived, environments: { [environment]: { on, version } } };
  }
}

const refused = (httpStatusCode: number, name: string, message: string): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
