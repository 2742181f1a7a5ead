/** The portal whose first import from GitHub is measured. */
import { importedEntities } from './imported';
import { startMeasuredPortal } from './portal';

startMeasuredPortal(importedEntities, [
  import('../../plugins/fleet-backend-module-github/src'),
]);
