import { type StageInput, takes } from '#core/aws/stage-input';
import type { ResolvePaths } from '#core/page/resolve';
import type { UpdateWays } from '#core/page/update';
import { isUpdate, ResolveInput, UpdateInput } from './contract.ts';
import { resolve, update } from './resolve.ts';

/** A line for an open page, and a page to close. */
export const resolveInputs: readonly StageInput<ResolvePaths & UpdateWays>[] = [
  takes(UpdateInput, update, { isIts: isUpdate }),
  takes(ResolveInput, resolve),
];
