/** The bulk lane: durable jobs over files of items, through the provider's batches or its chat completions. */
@NullMarked
package dev.sheaf.bulk;

import org.jspecify.annotations.NullMarked;
