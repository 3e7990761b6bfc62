import { aNight, aRemedy, healsAfter } from '../support/scenes.ts';

test('an incident healed at its first step enters seven states', async () => {
  const remedy = aRemedy({ act: () => healsAfter(scene.world, 30) });
  const scene = aNight({ remedies: [remedy] });
  const night = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  console.log(night);
  expect(night.verdict).toBe('healed');
});
