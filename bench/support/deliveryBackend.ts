/** The portal whose metrics of delivery are measured. */
import { deliveredEntities } from './deliveredCompany';
import { startMeasuredPortal } from './portal';

startMeasuredPortal(deliveredEntities());
