package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A replica's life: at one of its calls to the world it dies, so that nothing of it ever goes on, or it pauses, and then
 * everything goes on as if no time had passed.
 */
final class Life {
    private final int last;
    private final boolean obeyed;
    /** Told what every call gave. */
    BiConsumer<String, Object> heard = (call, item) -> {};

    private final Map<String, Integer> names = new HashMap<>();
    private int calls;
    private String name = "";
    private int time = 1;
    private boolean elsewhere;
    private boolean over;
    private String end = "";
    private final List<UniEmitter<? super Boolean>> waiting = new ArrayList<>();

    /** One without an end. */
    Life() {
        this(Integer.MAX_VALUE, false);
    }

    /**
     * @param last the call, from 1, at which it ends
     * @param obeyed whether the world still does what was called for
     */
    Life(int last, boolean obeyed) {
        this.last = last;
        this.obeyed = obeyed;
    }

    /** @param name of the call before which it ends */
    Life(String name) {
        this(name, false);
    }

    /** @param name of the call at which it ends, the first time */
    Life(String name, boolean obeyed) {
        this(0, obeyed);
        this.name = name;
    }

    /**
     * One that stands still at one place, while it goes on everywhere else.
     *
     * @param time the how manieth call of this name it is before which it stands still
     */
    static Life standing(String name, int time) {
        Life life = new Life(name);
        life.time = time;
        life.elsewhere = true;
        return life;
    }

    /** Whether it came to its end, for now. */
    synchronized boolean isOver() {
        return over;
    }

    /** The call at which it ended. */
    synchronized String end() {
        return end + (obeyed ? ", after" : ", before") + " it was obeyed";
    }

    /** Goes on. */
    void resume() {
        List<UniEmitter<? super Boolean>> all;
        synchronized (this) {
            over = false;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(emitter -> emitter.complete(true));
    }

    <T> T of(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> Uni.class.equals(method.getReturnType())
                ? live(method, () -> invoke(real, method, arguments))
                : method.invoke(real, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private interface Call {
        Uni<?> made();
    }

    private Uni<?> live(Method method, Call call) {
        return Uni.createFrom().deferred(() -> {
            Step step = step(method.getName());
            return switch (step) {
                case GO -> call.made().invoke(item -> heard.accept(method.getName(), item));
                case HOLD -> held().chain(call::made);
                case OBEYED -> call.made().chain(done -> held().map(gone -> done));
            };
        });
    }

    private enum Step {
        GO,
        HOLD,
        OBEYED
    }

    /** How often this was called for. */
    synchronized int count(String call) {
        return names.getOrDefault(call, 0);
    }

    private synchronized Step step(String name) {
        int times = names.merge(name, 1, Integer::sum);
        if (over && !(elsewhere && !name.equals(this.name))) {
            return Step.HOLD;
        }
        calls++;
        if (calls != last && !(name.equals(this.name) && (!elsewhere || times == time))) {
            return Step.GO;
        }
        over = true;
        end = "call " + calls + ": " + name;
        return obeyed ? Step.OBEYED : Step.HOLD;
    }

    private Uni<Boolean> held() {
        return Uni.createFrom().emitter(emitter -> hold(emitter));
    }

    private void hold(UniEmitter<? super Boolean> emitter) {
        synchronized (this) {
            if (over) {
                waiting.add(emitter);
                return;
            }
        }
        emitter.complete(true);
    }

    private static Uni<?> invoke(Object real, Method method, Object[] arguments) {
        try {
            return (Uni<?>) method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            return Uni.createFrom().failure(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
