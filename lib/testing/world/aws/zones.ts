import type { ManagedResource, NewShift, Shift } from '#action/services/zonal-shift';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

/** A load balancer as zonal shift knows it; change its fields to change the world. */
interface Resource {
  weights: Record<string, number>;
  readonly zonalShifts: Shift[];
  readonly autoshifts: Shift[];
}

/** How long until open connections have ended, in seconds: "typically … a few minutes". */
const noticedAfter = 60;

/** Zonal shifts of Application Recovery Controller. */
export class Zones {
  readonly #stage: Stage;
  readonly #resources = new Map<string, Resource>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetManagedResource: ({ resourceIdentifier = '' }: { resourceIdentifier?: string }): ManagedResource => {
      const { weights, zonalShifts, autoshifts } = this.resource(resourceIdentifier);
      const name = resourceIdentifier.split('/')[2] ?? '';
      return { name, appliedWeights: weights, zonalShifts, autoshifts };
    },
    StartZonalShift: (input: NewShift) => this.#start(input),
  };

  /** Creates a load balancer in this zone and two others, unless it exists. */
  put(arn: string, zone: string): void {
    const others = ['az7', 'az8'].map((other) => zone.replace(/az\d$/, other));
    if (!this.#resources.has(arn))
      this.#resources.set(arn, {
        weights: Object.fromEntries([zone, ...others].map((one) => [one, 1])),
        zonalShifts: [],
        autoshifts: [],
      });
  }

  remove(arn: string): void {
    this.#resources.delete(arn);
  }

  /** @throws Error AWS's own, if it manages no such resource */
  resource(arn: string): Resource {
    const found = this.#resources.get(arn);
    if (!found) throw awsError('ResourceNotFoundException', 'The resource is not managed.');
    return found;
  }

  /** https://docs.aws.amazon.com/arc-zonal-shift/latest/api/API_StartZonalShift.html (ConflictException) */
  #start({ resourceIdentifier, awayFrom, expiresIn }: NewShift): object {
    const resource = this.resource(resourceIdentifier);
    if (resource.zonalShifts.length > 0)
      throw awsError('ConflictException', 'There is an active zonal shift for the resource already.');
    const [, count = '0', unit = 'm'] = /^([1-9]\d*)([mh])$/.exec(expiresIn) ?? [];
    const seconds = Number(count) * (unit === 'h' ? 3_600 : 60);
    if (!(awayFrom in resource.weights) || seconds === 0 || seconds > 72 * 3_600)
      throw awsError('ValidationException', 'The zone or the expiration is not valid.');
    const shift: Shift = { awayFrom, appliedStatus: 'APPLIED', zonalShiftId: 'zonal-shift-1' };
    resource.zonalShifts.push(shift);
    resource.weights[awayFrom] = 0;
    this.#stage.effect(resourceIdentifier, noticedAfter);
    const { clock } = this.#stage.world;
    clock.after(seconds, () => {
      resource.zonalShifts.splice(resource.zonalShifts.indexOf(shift), 1);
      resource.weights[awayFrom] = 1;
    });
    return { zonalShiftId: shift.zonalShiftId, expiryTime: clock.milliseconds / 1_000 + seconds };
  }
}
