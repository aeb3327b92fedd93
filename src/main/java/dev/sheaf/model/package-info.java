/** What any language model offers: one ask, its reply, its failures. */
@NullMarked
package dev.sheaf.model;

import org.jspecify.annotations.NullMarked;
