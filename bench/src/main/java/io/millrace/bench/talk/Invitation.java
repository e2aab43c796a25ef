package io.millrace.bench.talk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How a guest's program is started. */
@FunctionalInterface
interface Invitation {
    /**
     * The words of a command that carries an order out, and answers on standard output.
     *
     * @throws MeasuringFailed if it is not installed here
     */
    List<String> words(Order order) throws MeasuringFailed, InterruptedException;

    /** A script of the jar's; {@code interpreter} is given {@code -I -c SCRIPT ORDER}, the order in JSON. */
    static Invitation ofScript(List<String> interpreter, Guest guest) {
        return order -> {
            List<String> words = new ArrayList<>(interpreter);
            words.addAll(List.of("-I", "-c", script(guest), json(order)));
            return words;
        };
    }

    /**
     * A script that needs a module: run by the first of some interpreters that has it, since what a distribution installs is
     * for its own python3, whichever is first on the PATH.
     */
    static Invitation ofScriptWith(String module, List<String> interpreters, Guest guest) {
        return order -> {
            for (String each : interpreters) {
                if (Child.succeeds(List.of(each, "-I", "-c", "import " + module))) {
                    return ofScript(List.of(each), guest).words(order);
                }
            }
            throw new MeasuringFailed("it is not installed here (Debian's package is python3-" + module + ")");
        };
    }

    /** A C program of the jar's; it is given how often, how long, and the values of its one parameter. */
    static Invitation ofProgram(Guest guest) {
        return order -> {
            List<String> words = new ArrayList<>();
            try {
                words.add(Program.unpack(guest.program()).toString());
            } catch (IOException e) {
                throw new MeasuringFailed(e.getMessage());
            }
            words.add(Integer.toString(order.repeats()));
            words.add(Long.toString(order.millis()));
            order.at().values().forEach(values -> values.forEach(each -> words.add(each.toString())));
            return words;
        };
    }

    private static String script(Guest guest) {
        try (InputStream in = Invitation.class.getResourceAsStream(guest.program())) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + guest.program());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's " + guest.program() + " cannot be read", e);
        }
    }

    private static String json(Order order) {
        try {
            return new ObjectMapper().writeValueAsString(order.names());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an order of names and numbers that JSON cannot say", e);
        }
    }
}
