import { type StageInput, takes } from '#core/aws/stage-input';
import type { ResolvePaths } from '#core/page/resolve';
import type { UpdateWays } from '#core/page/update';
import { isRequestOver, isUpdate, RequestOverInput, ResolveInput, UpdateInput } from './contract.ts';
import { closeRequest, resolve, update } from './resolve.ts';

/** A line for an open page, and a page to resolve: of a request that is over, or of an outage. */
export const resolveInputs: readonly StageInput<ResolvePaths & UpdateWays>[] = [
  takes(UpdateInput, update, { isIts: isUpdate }),
  takes(RequestOverInput, closeRequest, { isIts: isRequestOver }),
  takes(ResolveInput, resolve),
];
