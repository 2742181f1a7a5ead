import { Route, Routes } from 'react-router-dom';
import { MigrationsPage } from './list/MigrationsPage';
import { ReviewPage } from './review/ReviewPage';

/** The list of migrations, and below it the review of each. */
export function MigrationsRouter() {
  return (
    <Routes>
      <Route index element={<MigrationsPage />} />
      <Route path=":id" element={<ReviewPage />} />
    </Routes>
  );
}
