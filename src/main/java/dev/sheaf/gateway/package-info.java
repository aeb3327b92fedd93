/** The provider's own wire, served: clients of the provider only change their base URL. */
@NullMarked
package dev.sheaf.gateway;

import org.jspecify.annotations.NullMarked;
