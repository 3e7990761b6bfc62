import type { RoadTest } from '../guards/road-test.ts';
import type { Key } from '../table/keys.ts';

/** Beside what people have switched: Admit reads both with one query. */
export const roadTestPrefix = 'ROAD#';
export const roadTestKey = (partition: string, { road, over }: Pick<RoadTest, 'road' | 'over'>): Key => ({
  pk: partition,
  sk: `${roadTestPrefix}${road}#${over}`,
});
