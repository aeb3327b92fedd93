package dev.sheaf.bulk;

import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** How a job asks: which of its items share a request, what is sent, and what a reply means for them. */
interface Asking {

    /** Whose limits and prices they are. */
    String model();

    /** Where its requests go, with the wire's version. */
    String endpoint();

    /** What its calls cost on the online lane. */
    Tariff tariff();

    /** Items of a full pack. */
    int mostItems();

    /** The items in groups of at most so many, each for one request. */
    Groups group(List<BulkItem> items, int most);

    /** @param tooLong those that no request can hold */
    record Groups(List<Group> groups, List<BulkItem> tooLong) {}

    /**
     * Items that share a request.
     *
     * @param items their places, in the order in which they are laid
     * @param bytes of the request's line at most
     * @param input tokens, as the provider's queue counts them
     * @param output tokens that are expected
     */
    record Group(List<Long> items, long bytes, long input, long output) {}

    /**
     * What all of a part's requests can come to: no reply costs more, but where nothing bounds its output.
     *
     * @param planned input, and the output that is expected
     */
    Usage atMost(Part part, Usage planned);

    /** What a sending without a reply may have cost; counted, which takes its time. */
    Usage usual(Asked asked);

    /** A line of a request file, with its end; always the same for the same request. */
    byte[] line(Asked asked);

    /** What a line of a batch's output says; empty where it holds no reply that could be read. */
    Optional<Heard> hear(OutputLine line);

    /**
     * Sends a request now. Fails with a {@link dev.sheaf.model.ModelFailure} and nothing else.
     *
     * @param id the sending's own
     */
    Uni<Heard> ask(Asked asked, String id);

    /** A reply. */
    interface Heard {
        Usage usage();

        /** What becomes of the request's items. */
        Settlement file(Part part, Asked asked);
    }
}
