import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Pages are rendered in whole apps, on machines that do other things as well.
configure({ asyncUtilTimeout: 8_000 });
jest.setTimeout(30_000);
