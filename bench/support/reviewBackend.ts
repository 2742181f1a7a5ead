/** The portal whose review of migrations is measured. */
import { reviewedEntities } from './reviewedCompany';
import { startMeasuredPortal } from './portal';

startMeasuredPortal(reviewedEntities());
