// The page on which an answer is checked where no script shows it over its own page: it needs none but the clock.

import { keepTime } from './clock.js';

keepTime();
