/** The heart: items into packs, packs into prompts, replies into answers. */
@NullMarked
package dev.sheaf.pack;

import org.jspecify.annotations.NullMarked;
