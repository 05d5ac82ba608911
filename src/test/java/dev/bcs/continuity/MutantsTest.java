package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules that are wrong in one place each: the model must find a story that breaks the promise. */
class MutantsTest {
  private static final int DEPTH = 11;

  @Test
  void aPromotionThatForgetsThatThePeerHasJustAsked() {
    killed(new Law() {
      @Override
      boolean heard(boolean beats, boolean peerIsOpening) {
        return beats;
      }

      @Override
      String stopsAtLook(boolean beat, boolean opening, FenceKind fence, boolean waived) {
        return super.stopsAtLook(beat, false, fence, waived);
      }
    });
  }

  @Test
  void aStartAloneThatIgnoresWhoAnswersAtTheServiceAddress() {
    killed(new Law() {
      @Override
      StartRules.Decision start(StartRules.Facts f) {
        return super.start(with(f, f.sameBoot(), f.servicesRun(), f.token(), false, f.answer()));
      }
    });
  }

  @Test
  void aStartThatAdoptsServicesAfterAnotherBoot() {
    killed(new Law() {
      @Override
      StartRules.Decision start(StartRules.Facts f) {
        return super.start(with(f, true, true, f.token(), f.claimed(), f.answer()));
      }
    });
  }

  @Test
  void aTokenThatIsNotTakenOutOfTheBook() {
    killed(new Law() {
      @Override
      Standing takeToken(Standing standing) {
        return standing;
      }
    });
  }

  @Test
  void aPromotionThatForgetsItsPromise() {
    killed(new Law() {
      @Override
      List<Reason> refusals(PromotionRules.Facts facts, FenceKind fence) {
        return without(Codes.ROLE_CONFLICT, super.refusals(facts, fence));
      }
    });
  }

  @Test
  void aPromiseThatAnyOldBeatReleases() {
    killed(new Law() {
      @Override
      boolean releases(Standing mine, long start) {
        return mine.promised() != 0;
      }
    });
  }

  @Test
  void aPromiseGivenInTheMiddleOfAPromotion() {
    killed(new Law() {
      @Override
      boolean promises(Standing mine, boolean busy, Epoch epoch, long start) {
        return mine.role() != Role.PRIMARY && start != 0;
      }
    });
  }

  @Test
  void aUnitThatDoesNotMindAHigherEpoch() {
    killed(new Law() {
      @Override
      HearingRules.Heard hear(Standing mine, Epoch peer) {
        return new HearingRules.Heard(Optional.empty(), mine);
      }
    });
  }

  @Test
  void anEpochThatBothUnitsCanMake() {
    killed(Pair.stoodDown(), new Law() {
      @Override
      Standing reserve(Standing s) {
        Epoch next = new Epoch(s.highest().value() + 1);
        return new Standing(
            s.role(),
            s.epoch(),
            next,
            next,
            s.makesOdd(),
            s.bootId(),
            s.changed(),
            s.promised(),
            s.token());
      }
    });
  }

  @Test
  void aLastLookThatDoesNotHear() {
    killed(new Law() {
      @Override
      String stopsAtLook(boolean beat, boolean opening, FenceKind fence, boolean waived) {
        return "";
      }
    });
  }

  @Test
  void aPeerThatSaysItStoodDownButDidNot() {
    killed(new Law() {
      @Override
      HearingRules.StandDown standDown(Standing mine, Epoch peer) {
        return new HearingRules.StandDown("", Optional.empty(), mine);
      }
    });
  }

  @Test
  void aPromotionWithoutAFence() {
    killed(new Law() {
      @Override
      List<Reason> refusals(PromotionRules.Facts facts, FenceKind fence) {
        return super.refusals(facts, fence == FenceKind.NOT_ATTESTED ? fence : FenceKind.UNPLUGGED);
      }

      @Override
      HearingRules.StandDown standDown(Standing mine, Epoch peer) {
        return new HearingRules.StandDown("", Optional.empty(), mine.learn(peer));
      }
    });
  }

  @Test
  void aSpareThatCanNeverBePromotedWhileItsPeerIsHeard() {
    killed(new Law() {
      @Override
      List<Reason> refusals(PromotionRules.Facts facts, FenceKind fence) {
        List<Reason> reasons = new ArrayList<>(super.refusals(facts, fence));
        if (facts.promised()) {
          reasons.add(new Reason(Codes.OPERATION_RUNNING, "never"));
        }
        return reasons;
      }
    });
  }

  private static void killed(Law mutant) {
    killed(Pair.fresh(), mutant);
  }

  private static void killed(Pair first, Law mutant) {
    PairModel model = new PairModel(mutant, first, DEPTH);
    Optional<PairModel.Broken> broken = model.explore();
    assertThat(broken).as("the model believes a wrong rule").isPresent();
    System.out.println(broken.get().why() + ", after " + model.states() + " states:");
    broken.get().story().forEach(line -> System.out.println("  " + line));
  }

  private static List<Reason> without(String code, List<Reason> reasons) {
    return reasons.stream().filter(r -> !r.code().equals(code)).toList();
  }

  private static StartRules.Facts with(
      StartRules.Facts f,
      boolean sameBoot,
      boolean servicesRun,
      boolean token,
      boolean claimed,
      Optional<StartRules.Answer> answer) {
    return new StartRules.Facts(
        f.epoch(),
        sameBoot,
        servicesRun,
        token,
        answer,
        f.beats(),
        f.silent(),
        f.blind(),
        f.gatewayAnswers(),
        claimed,
        f.settings());
  }
}
