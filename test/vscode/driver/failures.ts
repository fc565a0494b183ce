import { afterEach } from 'vitest';
import { openSessions } from './open';

// What the window looked like when a scenario failed: .cache/screenshots/failed-….png.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/[^\w]+/g, '-').slice(0, 60);
  for (const { workbench } of openSessions) await workbench.screenshot(`failed-${name}`).catch(() => {});
});
