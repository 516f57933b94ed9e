// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IReportAnchor} from "../../src/interfaces/IReportAnchor.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";

import {Stage} from "../Stage.sol";

contract ReportTest is Stage {
    uint64 private constant ONE = 1e18;

    function test_a_report_sets_the_factor_and_keeps_its_digest() public {
        _report(202609, 0.9e18, 0.01e18);
        (uint64 factor, uint64 writeDown, uint32 period) = token.performance();
        VM.assertTrue(factor == 0.9e18 && writeDown == 0.01e18 && period == 202609, "performance");
        bytes32 digest =
            keccak256(abi.encode(uint32(202609), bytes32("in"), bytes32("out"), _classes(0.9e18, 0.01e18)));
        VM.assertEq(reports.reportOf(202609), digest, "digest");
    }

    function test_a_factor_begins_at_one_and_never_rises(uint64 first, uint64 second) public {
        first = first % (ONE + 1);
        (uint64 before,,) = token.performance();
        VM.assertEq(before, ONE, "nothing repaid");
        _report(202609, first, 0);
        if (second > first) {
            _refuses(abi.encodeWithSelector(ITrancheToken.FactorInvalid.selector, uint32(202610), second, 0));
        }
        _report(202610, second, 0);
    }

    function test_a_write_down_is_apart_and_within_what_is_unpaid() public {
        _report(202609, 0.5e18, 0.5e18);
        _refuses(
            abi.encodeWithSelector(ITrancheToken.FactorInvalid.selector, uint32(202610), 0.5e18, 0.5e18 + 1)
        );
        _report(202610, 0.5e18, 0.5e18 + 1);
    }

    function test_balances_stay_while_the_factor_falls() public {
        _activate();
        _mint(HOLDER, 600, "mint");
        _report(202609, 0, 0);
        VM.assertEq(token.balanceOf(HOLDER), 600, "units");
    }

    function test_a_period_is_a_month_reported_once_and_in_order() public {
        _report(202609, ONE, 0);
        _isInvalid(202609, 202609);
        _report(202609, ONE, 0);
        _isInvalid(202613, 202609);
        _report(202613, ONE, 0);
        _isInvalid(202700, 202609);
        _report(202700, ONE, 0);
    }

    function test_a_correction_cites_a_report_that_stands() public {
        _report(202609, ONE, 0);
        VM.expectEmit(address(reports));
        emit IReportAnchor.Corrected(202609, reports.reportOf(202609), "note");
        VM.prank(PAYING_AGENT);
        reports.correct(202609, "note");
        _isInvalid(202610, 202609);
        VM.prank(PAYING_AGENT);
        reports.correct(202610, "note");
    }

    function test_only_the_paying_agent_reports_and_only_reports_set_a_factor(address caller) public {
        VM.assume(caller != PAYING_AGENT && caller != address(reports));
        _refuses(abi.encodeWithSelector(IReportAnchor.RoleMissing.selector, caller, bytes32("paying agent")));
        VM.prank(caller);
        reports.report(202609, "in", "out", _classes(ONE, 0));
        _refuses(abi.encodeWithSelector(ITrancheToken.RoleMissing.selector, caller, bytes32("reports")));
        VM.prank(caller);
        token.setFactor(202609, 0, 0);
    }

    function test_a_document_is_found_through_its_token() public {
        VM.prank(AGENT);
        reports.setDocument("terms", "https://example.org/terms.json", "digest");
        (string memory uri, bytes32 digest, uint256 since) = token.getDocument("terms");
        VM.assertEq(keccak256(bytes(uri)), keccak256("https://example.org/terms.json"), "place");
        VM.assertTrue(digest == "digest" && since == block.timestamp, "digest and time");
    }

    function _classes(uint64 factor, uint64 writeDown)
        private
        view
        returns (IReportAnchor.ClassReport[] memory classes)
    {
        classes = new IReportAnchor.ClassReport[](1);
        classes[0] = IReportAnchor.ClassReport({
            token: address(token), interest: 5, principal: 10, loss: 1, factor: factor, writeDown: writeDown
        });
    }

    function _report(uint32 period, uint64 factor, uint64 writeDown) private {
        VM.prank(PAYING_AGENT);
        reports.report(period, "in", "out", _classes(factor, writeDown));
    }

    function _isInvalid(uint32 period, uint32 last) private {
        _refuses(abi.encodeWithSelector(IReportAnchor.PeriodInvalid.selector, period, last));
    }
}
