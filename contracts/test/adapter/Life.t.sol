// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IReportAnchor} from "../../src/interfaces/IReportAnchor.sol";
import {ITokenAdapter} from "../../src/interfaces/ITokenAdapter.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {AdapterStage} from "./AdapterStage.sol";

/// What happens to a token of another maker after its issue.
contract AdapterLifeTest is AdapterStage {
    function test_an_existing_token_is_reported_by_its_adapter() public {
        IReportAnchor.ClassReport[] memory classes = new IReportAnchor.ClassReport[](1);
        classes[0] = IReportAnchor.ClassReport(address(ofAgents), 5, 10, 0, 9e17, 1e17);
        VM.prank(PAYING_AGENT);
        reports.report(202_609, "inputs", "outputs", classes);
        (uint64 factor, uint64 writeDown, uint32 period) = ofAgents.performance();
        VM.assertEq(uint256(factor), 9e17, "factor");
        VM.assertEq(uint256(writeDown), 1e17, "write-down");
        VM.assertEq(uint256(period), 202_609, "period");
        classes[0].factor = 95e16;
        _refuses(abi.encodeWithSelector(ITrancheToken.FactorInvalid.selector, 202_610, 95e16, 1e17));
        VM.prank(PAYING_AGENT);
        reports.report(202_610, "inputs", "outputs", classes);
        _refuses(
            abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, address(this), bytes32("reports"))
        );
        ofAgents.setFactor(202_610, 0, 0);
    }

    function test_holders_of_an_existing_token_are_paid_by_bank_and_not_on_the_ledger() public {
        _mintBy(ofAgents, HOLDER, 5, "one");
        VM.roll(block.number + 1);
        VM.prank(PAYING_AGENT);
        distributor.anchorEntitlements(address(ofAgents), 202_609, block.number - 1, "root", 500, "digest");
        VM.assertEq(uint256(distributor.entitlementsOf(address(ofAgents), 202_609).total), 500, "anchored");
        VM.prank(PAYING_AGENT);
        VM.expectRevert();
        distributor.close(address(ofAgents), 202_610, 500, 5, new uint256[](0));
    }

    function test_frozen_moved_and_recovered_units_are_still_accounted_for() public {
        _mintBy(ofAgents, HOLDER, 5, "one");
        agents.addAgent(address(this));
        agents.freezePartialTokens(HOLDER, 2);
        _done(agents.forcedTransfer(HOLDER, OTHER_HOLDER, 1));
        _done(agents.recoveryAddress(HOLDER, OUTSIDER, address(0)));
        VM.assertEq(agents.balanceOf(OUTSIDER), 4, "recovered");
        VM.assertEq(agents.getFrozenTokens(OUTSIDER), 2, "with what is frozen");
        _mintBy(ofAgents, OTHER_HOLDER, 1, "two");
        VM.assertEq(ofAgents.totalSupply(), ofAgents.cumulativeMinted(), "nothing was made on the way");
    }

    function test_more_than_is_outstanding_is_not_redeemed() public {
        _mintBy(ofRoles, HOLDER, 5, "one");
        _refuses(abi.encodeWithSelector(ITokenAdapter.TokenDiffers.selector, 5, 6));
        _redeemBy(ofRoles, HOLDER, 6, "back");
        _refuses(abi.encodeWithSelector(ITrancheToken.AmountZero.selector, bytes32("back")));
        _redeemBy(ofRoles, HOLDER, 0, "back");
    }
}
